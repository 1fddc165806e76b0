"""Pick lists (選択肢): code to Japanese name, in the order shown; ``picklists.yaml`` as changed by the city.

Codes are stored with decisions: a city renames, orders, adds and retires entries, and never deletes one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from review_app.ledger import Ledger
from review_app.workflow import city_tables
from review_app.workflow.errors import InvalidInputError

EDITABLE = ("policies", "dismiss_reasons", "tags", "technologies")
LONGEST_NAME = 40
MOST_ENTRIES = 60


class PickLists(BaseModel):
    """All pick lists; each maps a stored code to the name shown. ``retired`` are codes no longer offered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policies: dict[str, str]
    policies_without_review: frozenset[str]
    tags: dict[str, str]
    phases: dict[int, str]
    dismiss_reasons: dict[str, str]
    technologies: dict[str, str]
    retired: dict[str, frozenset[str]] = {}

    @model_validator(mode="after")
    def _known_policies(self) -> PickLists:
        unknown = self.policies_without_review - set(self.policies)
        if unknown:
            raise ValueError(f"policies_without_review: {sorted(unknown)}")
        return self

    def named(self, name: str) -> Mapping[str, str]:
        """One list with all its codes, also those retired: what was chosen once is still named."""
        found: Mapping[str, str] = getattr(self, name)
        return found

    def offered(self, name: str) -> dict[str, str]:
        """One list without the retired codes: what may be chosen now."""
        retired = self.retired.get(name, frozenset())
        return {code: text for code, text in self.named(name).items() if code not in retired}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as edited; the code of a new one is empty."""

    code: str
    name: str
    used: bool


@cache
def load() -> PickLists:
    """The pick lists that come with tenken."""
    text = files("review_app.workflow").joinpath("picklists.yaml").read_text(encoding="utf-8")
    return PickLists.model_validate(yaml.safe_load(text))


def in_force(ledger: Ledger) -> PickLists:
    """The pick lists as the city has them."""
    changed: dict[str, object] = {}
    retired: dict[str, frozenset[str]] = {}
    for name in EDITABLE:
        if (rows := city_tables.stored(ledger, _key(name))[0]) is not None:
            # What a later tenken delivers besides comes last.
            changed[name] = {**{row["code"]: row["name"] for row in rows}, **_missing(name, rows)}
            retired[name] = frozenset(row["code"] for row in rows if not row["used"])
    return load().model_copy(update={**changed, "retired": retired}) if changed else load()


def _missing(name: str, rows: Sequence[Mapping[str, object]]) -> dict[str, str]:
    known = {row["code"] for row in rows}
    return {code: text for code, text in load().named(name).items() if code not in known}


def entries(ledger: Ledger, person_id: str, name: str) -> tuple[tuple[Entry, ...], int]:
    """One list for being edited, and its revision; for legal and administrators."""
    city_tables.require(ledger, person_id)
    lists = in_force(ledger)
    offered = lists.offered(name)
    rows = tuple(Entry(code, text, code in offered) for code, text in lists.named(name).items())
    return rows, city_tables.stored(ledger, _key(name))[1]


def change(ledger: Ledger, person_id: str, name: str, edited: Sequence[Entry], seen_revision: int) -> None:
    """Put an edited list in force; entries without a code are added.

    Raises:
        InvalidInputError: a name is empty, too long or there twice, no entry is left, or a code is missing.
        NotAllowedError, StaleRevisionError: as ``city_tables.store``.
    """
    city_tables.require(ledger, person_id)
    if name not in EDITABLE:
        raise InvalidInputError("この選択肢は変えられません。")
    known = in_force(ledger).named(name)
    named = [Entry(one.code, _checked(one.name), one.used) for one in edited]
    _check(named, known)
    taken = {one.code for one in named}
    rows = []
    for one in named:
        code = one.code or _new_code(taken)
        taken.add(code)
        rows.append({"code": code, "name": one.name, "used": one.used})
    city_tables.store(ledger, person_id, _key(name), rows, seen_revision)


def _checked(name: str) -> str:
    cleaned = unicodedata.normalize("NFC", name).strip()
    if not cleaned:
        raise InvalidInputError("選択肢の名前を入力してください。使わないものは「使う」を外してください。")
    if len(cleaned) > LONGEST_NAME or any(unicodedata.category(char).startswith("C") for char in cleaned):
        raise InvalidInputError(f"選択肢の名前は、改行のない{LONGEST_NAME}文字以内で入力してください。")
    return cleaned


def _check(named: Sequence[Entry], known: Mapping[str, str]) -> None:
    used = [one.name for one in named if one.used]
    twice = sorted({text for text in used if used.count(text) > 1})
    if twice:
        raise InvalidInputError(f"「{twice[0]}」が二度あります。名前を変えてください。")
    if not used:
        raise InvalidInputError("使う選択肢を1つ以上残してください。")
    if len(named) > MOST_ENTRIES:
        raise InvalidInputError(f"選択肢は{MOST_ENTRIES}個までです。")
    codes = [one.code for one in named if one.code]
    if set(codes) != set(known) or len(codes) != len(known):
        raise InvalidInputError("選択肢がほかで変わりました。画面を読み込み直してください。")


def _new_code(taken: set[str]) -> str:
    return next(code for code in (f"city_{number}" for number in range(1, 10_000)) if code not in taken)


def _key(name: str) -> str:
    return f"list_{name}"
