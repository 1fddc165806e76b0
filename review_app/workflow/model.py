"""People in the workflow: roles and the actor behind an act."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """The four roles of design.md; a person has exactly one."""

    LEGAL = "legal"  # 法制担当
    DEPARTMENT = "department"  # 所管課
    MANAGER = "manager"  # 管理者（DX・行革）
    ADMIN = "admin"  # システム管理者


ROLE_NAMES: dict[Role, str] = {
    Role.LEGAL: "法制担当",
    Role.DEPARTMENT: "所管課",
    Role.MANAGER: "管理者",
    Role.ADMIN: "システム管理者",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, as the ledger knows them at this moment (never as the page remembers them)."""

    person_id: str
    name: str
    role: Role
    department_id: str | None
    must_change: bool = False
