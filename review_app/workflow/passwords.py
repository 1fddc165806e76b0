"""Passwords: argon2id hashes, the policy, and generated ones. No default password exists anywhere."""

from __future__ import annotations

import secrets
import string
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from review_app.workflow.errors import InvalidInputError
from review_app.workflow.setting_values import Settings

MAX_LENGTH = 200  # bounds the work an anonymous sign-in can cause
_READABLE = "abcdefghjkmnpqrstuvwxyz"
_DIGITS = "23456789"

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """The argon2id hash in its encoded form (parameters and salt included)."""
    return _hasher.hash(password)


def verify(encoded: str | None, password: str) -> bool:
    """Whether ``password`` belongs to ``encoded``; takes as long when there is nothing to compare with."""
    try:
        matches = _hasher.verify(encoded or _nobody(), password[:MAX_LENGTH])
    except (VerificationError, InvalidHashError):
        return False
    return matches and encoded is not None


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def check_policy(password: str, login: str, settings: Settings) -> None:
    """Raise InvalidInputError, with the reason in Japanese, when the password breaks the policy."""
    reason = _broken(password, login, settings)
    if reason:
        raise InvalidInputError(f"パスワードを変更できません: {reason}", {"password": reason})


def _broken(password: str, login: str, settings: Settings) -> str:
    if len(password) < settings.password_min_length:
        return f"{settings.password_min_length}文字以上にしてください"
    if len(password) > MAX_LENGTH:
        return f"{MAX_LENGTH}文字以内にしてください"
    if login and login.casefold() in password.casefold():
        return "利用者IDを含まないものにしてください"
    if _classes(password) < settings.password_classes:
        return (
            f"英小文字・英大文字・数字・記号のうち{settings.password_classes}種類以上を組み合わせてください"
        )
    if len(set(password)) < 5:
        return "同じ文字の繰返しを避けてください"
    return ""


def _classes(password: str) -> int:
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
    found = sum(any(c in kind for c in password) for kind in kinds)
    return found + any(all(c not in kind for kind in kinds) for c in password)


def generate(settings: Settings) -> str:
    """A random password that is easy to read out, at least 60 bits strong and within the policy."""
    groups = max(4, -(-(settings.password_min_length + 1) // 5))
    parts = ["".join(secrets.choice(_READABLE + _DIGITS) for _ in range(4)) for _ in range(groups)]
    parts[0] = secrets.choice(_READABLE).upper() + parts[0][1:3] + secrets.choice(_DIGITS)
    parts[1] = secrets.choice(_READABLE) + parts[1][1:]
    return "-".join(parts)
