"""Signing in, sessions, lock-out and passwords."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from city_hall import PAYLOADS, Hall
from ledger_maker import Clock, open_ledger

from review_app.ledger import Ledger, StaleRevisionError, registry
from review_app.workflow import accounts, acts, passwords, sessions, settings
from review_app.workflow.actors import SYSTEM
from review_app.workflow.errors import InvalidInputError, NotAllowedError, NotFoundError, SignInError
from review_app.workflow.machine import Act

PASSWORD = "Kawabata-2026-midori"
NEW = "Yamakawa-2027-aoi"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 at its lowest cost: these tests are about who gets in, not about how long a hash takes."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobody.cache_clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(tmp_path, clock) as opened:
        accounts.first_administrator(opened, "kanri", "管 理恵", PASSWORD)
        yield opened


def enter(ledger: Ledger, login: str = "kanri", password: str = PASSWORD) -> accounts.SignedIn:
    return accounts.sign_in(ledger, login, password, ledger.now(), "127.0.0.1")


def who(ledger: Ledger, token: str) -> str | None:
    actor = sessions.resolve(ledger, token, ledger.now())
    return actor.person_id if actor else None


def test_a_session_stands_for_its_person_until_signed_out(ledger: Ledger) -> None:
    token = enter(ledger, "ＫＡＮＲＩ ").session_token
    assert who(ledger, token) == "kanri"
    sessions.sign_out(ledger, token)
    sessions.sign_out(ledger, token)
    assert who(ledger, token) is None


@pytest.mark.parametrize("token", ["", "x", "0" * 43, "a" * 10_000, "' OR 1=1 --"])
def test_a_made_up_session_stands_for_nobody(ledger: Ledger, token: str) -> None:
    enter(ledger)
    assert who(ledger, token) is None


def test_neither_password_nor_session_id_is_in_the_file(ledger: Ledger, tmp_path: Path) -> None:
    token = enter(ledger).session_token
    ledger.close()
    content = (tmp_path / "tenken.duckdb").read_bytes()
    with open_ledger(tmp_path) as again:
        everything = str(again.rows("SELECT * FROM event"))
    ledger._shared.handles = 1  # the fixture closes it once more
    for secret in (PASSWORD, token):
        assert secret.encode() not in content
        assert secret not in everything


def test_a_session_survives_a_restart_and_ends_by_idling_or_by_age(tmp_path: Path) -> None:
    clock = Clock()
    with open_ledger(tmp_path, clock) as ledger:
        accounts.first_administrator(ledger, "kanri", "管 理恵", PASSWORD)
        idle, busy = enter(ledger).session_token, enter(ledger).session_token
    with open_ledger(tmp_path, clock) as ledger:
        for _ in range(11):
            assert who(ledger, busy) == "kanri"
            clock.pass_by(minutes=50)
        assert who(ledger, idle) is None
        assert who(ledger, busy) == "kanri"
        clock.pass_by(minutes=50)
        assert who(ledger, busy) is None, "ten hours are over, however busy"


def test_signing_in_again_ends_the_browsers_old_session(ledger: Ledger) -> None:
    old = enter(ledger).session_token
    other = enter(ledger).session_token
    new = accounts.sign_in(ledger, "kanri", PASSWORD, ledger.now(), "x", old_token=old).session_token
    assert len({old, other, new}) == 3
    assert [who(ledger, token) for token in (old, other, new)] == [None, "kanri", "kanri"]


def test_changing_resetting_and_closing_end_every_session(ledger: Ledger) -> None:
    first = accounts.add_person(ledger, "kanri", accounts.person_form("hosei", "法", "legal", None))
    token = enter(ledger, "hosei", first).session_token
    accounts.change_password(ledger, "hosei", first, NEW)
    assert who(ledger, token) is None
    token = enter(ledger, "hosei", NEW).session_token
    generated = accounts.reset_password(ledger, "kanri", "hosei")
    assert who(ledger, token) is None
    token = enter(ledger, "hosei", generated).session_token
    accounts.close_person(ledger, "kanri", "hosei", 1)
    assert who(ledger, token) is None
    with pytest.raises(SignInError):
        enter(ledger, "hosei", generated)


def test_an_unknown_name_and_a_wrong_password_are_refused_alike(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words, and the same work: each refusal verifies exactly one argon2 hash."""
    hashed: list[str] = []
    real = PasswordHasher.verify

    def counted(self: PasswordHasher, encoded: str, password: str) -> bool:
        hashed.append(encoded[:9])
        return real(self, encoded, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    said = []
    for login in ("kanri", "nobody", "'; --", "長" * 500):
        with pytest.raises(SignInError) as refused:
            enter(ledger, login, "wrong")
        said.append(str(refused.value))
    assert len(set(said)) == 1
    assert hashed == ["$argon2id"] * 4


@pytest.mark.parametrize("login", ["kanri", "nobody"])
def test_failures_lock_a_name_longer_and_longer_and_a_success_forgets_them(
    ledger: Ledger, clock: Clock, login: str
) -> None:
    for _ in range(5):
        with pytest.raises(SignInError, match="違います"):
            enter(ledger, login, "wrong")
    for minutes in (1, 2, 4, 8, 16, 32, 60, 60):
        with pytest.raises(SignInError, match=f"あと{minutes}分間"):
            enter(ledger, login)
        clock.pass_by(minutes=minutes)
        with pytest.raises(SignInError, match="違います"):
            enter(ledger, login, "wrong")
    clock.pass_by(minutes=60)
    if login == "kanri":
        enter(ledger)
        with pytest.raises(SignInError, match="違います"):
            enter(ledger, login, "wrong")
        enter(ledger)


def test_the_first_administrator_is_made_once_even_when_two_race(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:

        def claim(login: str) -> bool:
            try:
                accounts.first_administrator(ledger, login, login, PASSWORD)
            except (InvalidInputError, StaleRevisionError):
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            made = list(pool.map(claim, ["kanri1", "kanri2", "kanri3", "kanri4"]))
        assert sum(made) == 1
        assert len(registry.people(ledger)) == 1


def test_a_new_person_can_do_nothing_before_changing_the_password(hall: Hall) -> None:
    form = accounts.person_form("shin", "新", "legal", None)
    first = accounts.add_person(hall.ledger, SYSTEM, form)
    assert enter(hall.ledger, "shin", first).must_change
    with pytest.raises(NotAllowedError, match="パスワード"):
        acts.perform(hall.ledger, "shin", Act.CONFIRM, hall.case_ids[0], 0, PAYLOADS[Act.CONFIRM])
    accounts.change_password(hall.ledger, "shin", first, NEW)
    assert not enter(hall.ledger, "shin", NEW).must_change
    acts.perform(hall.ledger, "shin", Act.CONFIRM, hall.case_ids[0], 0, PAYLOADS[Act.CONFIRM])


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Ab3-short", "12文字以上"),
        ("aaaaaaaaaaaaaaaa", "2種類以上"),
        ("aaaaaaaaaaaaaaaA", "繰返し"),
        ("my-Kanri-password", "利用者IDを含まない"),
        ("A1-" + "x" * 300, "200文字以内"),
        (PASSWORD, "今と違う"),
    ],
)
def test_the_password_policy_says_what_to_change(ledger: Ledger, password: str, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        accounts.change_password(ledger, "kanri", PASSWORD, password)
    assert enter(ledger).person.person_id == "kanri"


def test_the_old_password_is_needed_to_change_it(ledger: Ledger) -> None:
    with pytest.raises(InvalidInputError, match="今のパスワード"):
        accounts.change_password(ledger, "kanri", "wrong", NEW)


def test_generated_passwords_fit_the_strictest_policy_and_differ(ledger: Ledger) -> None:
    strict = settings.load(ledger).model_copy(update={"password_classes": 4, "password_min_length": 40})
    made = {passwords.generate(strict) for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.check_policy(password, "kanri", strict)


def test_a_password_expires_when_the_city_says_so(ledger: Ledger, clock: Clock) -> None:
    settings.change(ledger, "kanri", "password_expiry_days", 90, 0)
    assert not enter(ledger).must_change
    clock.pass_by(days=91)
    assert enter(ledger).must_change


def test_settings_are_bounded_versioned_and_the_administrators(hall: Hall) -> None:
    settings.change(hall.ledger, "admin", "lockout_failures", 3, 0)
    assert settings.load(hall.ledger).lockout_failures == 3
    assert settings.revision(hall.ledger, "lockout_failures") == 1
    with pytest.raises(StaleRevisionError):
        settings.change(hall.ledger, "admin", "lockout_failures", 4, 0)
    for key, value in (("lockout_failures", 0), ("password_min_length", 1), ("unknown", 1)):
        with pytest.raises(InvalidInputError):
            settings.change(hall.ledger, "admin", key, value, 1)
    for person in ("legal", "manager", "park"):
        with pytest.raises(NotAllowedError):
            settings.change(hall.ledger, person, "lockout_failures", 9, 1)


def test_only_an_administrator_registers_and_the_last_one_stays(hall: Hall) -> None:
    form = accounts.person_form("shin", "新", "department", "park")
    for person in ("legal", "manager", "park"):
        with pytest.raises(NotAllowedError):
            accounts.add_person(hall.ledger, person, form)
    with pytest.raises(InvalidInputError, match="最後"):
        accounts.close_person(hall.ledger, "admin", "admin", 1)
    demoted = accounts.person_form("admin", "admin", "legal", None)
    with pytest.raises(InvalidInputError, match="最後"):
        accounts.change_person(hall.ledger, "admin", demoted, 1)
    accounts.add_person(hall.ledger, "admin", accounts.person_form("kanri2", "管", "admin", None))
    accounts.close_person(hall.ledger, "admin", "admin", 1)
    with pytest.raises(NotFoundError):
        accounts.add_person(hall.ledger, "admin", form)


@pytest.mark.parametrize(
    ("login", "name", "role", "department", "words"),
    [
        ("x", "名", "legal", None, "利用者ID"),
        ("日本", "名", "legal", None, "利用者ID"),
        ("ＳＹＳＴＥＭ ", "名", "legal", None, "利用者ID"),
        ("good", "", "legal", None, "氏名"),
        ("good", "名", "king", None, "役割"),
        ("good", "名", "department", None, "課を指定"),
        ("good", "名", "department", "none", "登録されていません"),
        ("legal", "名", "legal", None, "すでに登録"),
    ],
)
def test_a_person_who_cannot_be_registered_is_told_why(
    hall: Hall, login: str, name: str, role: str, department: str | None, words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        accounts.add_person(hall.ledger, "admin", accounts.person_form(login, name, role, department))
