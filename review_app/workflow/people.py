"""People and their accounts (利用者): registered, changed, closed by administrators; never deleted."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from review_app.ledger import Ledger, events, registry
from review_app.ledger.events import NewEvent
from review_app.ledger.model import PersonRow
from review_app.workflow import actors, passwords
from review_app.workflow.errors import InvalidInputError, NotFoundError
from review_app.workflow.model import Role
from review_app.workflow.payloads import Line, Payload
from review_app.workflow.setting_values import load as load_settings

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{1,49}")


def login_key(login: str) -> str:
    """The sign-in name as it is stored: NFKC, lower case, at most 50 characters."""
    return unicodedata.normalize("NFKC", login).strip().casefold()[:50]


def _login(value: str) -> str:
    key = login_key(value)
    if key == actors.SYSTEM:  # the command line of the machine itself, which may see everything
        raise ValueError("login")
    if not _LOGIN.fullmatch(key):
        raise ValueError("login")
    return key


class PersonForm(Payload):
    """What is registered of a person; ``login`` becomes the person id. A department person needs a
    department.
    """

    login: Annotated[str, AfterValidator(_login)]
    name: Annotated[Line, StringConstraints(min_length=1)]
    role: Role
    department_id: str | None = None


def add_person(
    ledger: Ledger,
    actor_id: str,
    form: PersonForm,
    password: str | None = None,
    *,
    must_change: bool = True,
    source: str = "app",
) -> str:
    """Register a person and return the password that was generated (or the given one), to be changed at
    first sign-in.

    Raises InvalidInputError when the name is taken, the department is missing, or the password breaks the
    policy.
    """
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    return _register(ledger, author, form, password, [], must_change=must_change)


def first_administrator(ledger: Ledger, login: str, name: str, password: str) -> None:
    """Register the very first person, an administrator with a password of their own choosing.

    Only while nobody is registered: a unique event makes sure of it. Raises InvalidInputError otherwise.
    """
    if registry.has_people(ledger):
        raise InvalidInputError("管理者はすでに登録されています。ログインしてください。")
    form = person_form(login, name, Role.ADMIN.value, None)
    once = NewEvent("installation:first_administrator", 1, "install", {"person_id": form.login})
    _register(ledger, actors.SYSTEM_AUTHOR, form, password, [once], must_change=False)


def person_form(login: str, name: str, role: str, department_id: str | None) -> PersonForm:
    """A PersonForm from what was typed; InvalidInputError in Japanese when it cannot be one."""
    try:
        return PersonForm(login=login, name=name, role=Role(role), department_id=department_id or None)
    except ValueError as error:
        raise InvalidInputError(
            "利用者を登録できません: 利用者IDは半角の英数字と . _ @ - の2～50文字、氏名は1～200文字、"
            "役割は legal・department・manager・admin のどれかにしてください。"
        ) from error


def _register(
    ledger: Ledger,
    author: events.Author,
    form: PersonForm,
    password: str | None,
    also: list[NewEvent],
    *,
    must_change: bool,
) -> str:
    _check_department(ledger, form)
    if registry.person(ledger, form.login) is not None:
        raise InvalidInputError(f"利用者ID {form.login} はすでに登録されています。")
    settings = load_settings(ledger)
    chosen = password or passwords.generate(settings)
    passwords.check_policy(chosen, form.login, settings)
    news = [
        *also,
        NewEvent(_person(form.login), 1, "add_person", _snapshot(form), "active"),
        NewEvent(_credential(form.login), 1, "set_password", _secret(chosen, must_change=must_change)),
    ]
    events.append(ledger, author, news)
    return chosen


def _person(person_id: str) -> str:
    return f"person:{person_id}"


def _credential(person_id: str) -> str:
    return f"credential:{person_id}"


def _snapshot(form: PersonForm) -> dict[str, object]:
    return form.model_dump(mode="json", exclude={"login"})


def _secret(password: str, *, must_change: bool) -> dict[str, object]:
    return {"password_hash": passwords.hash_password(password), "must_change": must_change}


def _check_department(ledger: Ledger, form: PersonForm) -> None:
    if form.department_id is None:
        if form.role is Role.DEPARTMENT:
            raise InvalidInputError(
                "所管課の利用者には課を指定してください。", {"department_id": "課を選んでください"}
            )
        return
    found = registry.department(ledger, form.department_id)
    if found is None or not found.active:
        raise InvalidInputError(
            f"課 {form.department_id} は登録されていません。", {"department_id": "課を選んでください"}
        )


def change_person(
    ledger: Ledger, actor_id: str, form: PersonForm, revision: int, *, source: str = "app"
) -> None:
    """Change name, role or department; the last administrator stays one. StaleRevisionError when changed
    meanwhile.
    """
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    before = _known(ledger, form.login)
    _check_department(ledger, form)
    if form.role is not Role.ADMIN:
        _keep_an_administrator(ledger, before)
    news = [NewEvent(_person(form.login), revision + 1, "change_person", _snapshot(form), "active")]
    events.append(ledger, author, news)


def close_person(
    ledger: Ledger, actor_id: str, person_id: str, revision: int, *, source: str = "app"
) -> None:
    """Close an account: its sessions end at once, its history stays."""
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    row = _known(ledger, person_id)
    _keep_an_administrator(ledger, row)
    snapshot = {"name": row.name, "role": row.role, "department_id": row.department_id}
    new = NewEvent(_person(row.person_id), revision + 1, "close_person", snapshot, "closed")
    events.append(ledger, author, [new])


def _known(ledger: Ledger, person_id: str) -> PersonRow:
    row = registry.person(ledger, login_key(person_id))
    if row is None:
        raise NotFoundError(f"利用者ID {person_id} は登録されていません。")
    return row


def _keep_an_administrator(ledger: Ledger, row: PersonRow) -> None:
    if row.role != Role.ADMIN.value or not row.active:
        return
    others = [p for p in registry.people(ledger) if p.active and p.role == Role.ADMIN.value]
    if len(others) == 1:
        raise InvalidInputError(
            "最後のシステム管理者は変更・停止できません。先に別の管理者を登録してください。"
        )


def reset_password(ledger: Ledger, actor_id: str, person_id: str, *, source: str = "app") -> str:
    """Give a person a generated password to be changed at sign-in; ends their sessions and any lock."""
    author = actors.require(ledger, actor_id, Role.ADMIN, source=source)
    row = _known(ledger, person_id)
    password = passwords.generate(load_settings(ledger))
    secret = NewEvent(_credential(row.person_id), 0, "reset_password", _secret(password, must_change=True))
    events.append_next(ledger, author, secret)
    unlocked = {"failures": 0, "locked_until": None, "from": source}
    events.append_next(ledger, author, NewEvent(f"login:{row.person_id}", 0, "sign_in_reset", unlocked))
    return password


def change_password(ledger: Ledger, person_id: str, old: str, new: str) -> None:
    """Change one's own password; all one's sessions end, so one signs in again.

    Raises InvalidInputError when the old one is wrong or the new one breaks the policy or is the same.
    """
    who = actors.actor(ledger, person_id)
    credential = registry.credential(ledger, person_id)
    if credential is None or not passwords.verify(credential.password_hash, old):
        raise InvalidInputError("今のパスワードが違います。", {"old": "今のパスワードを入力してください"})
    passwords.check_policy(new, person_id, load_settings(ledger))
    if old == new:
        raise InvalidInputError(
            "今と違うパスワードにしてください。", {"password": "今と違うものにしてください"}
        )
    secret = NewEvent(
        _credential(person_id), credential.revision + 1, "change_password", _secret(new, must_change=False)
    )
    events.append(ledger, actors.author(who, "app"), [secret])
