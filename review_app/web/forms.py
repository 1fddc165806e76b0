"""The sign-in forms: their HTML, their token against forged posts (CSRF), and reading them back.

The token stands in a cookie and in the form (double submit); both are the server's own random value.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

FORM_COOKIE = "tenken_form"
MOST_CHARACTERS = 1_024


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: its name, label, HTML type, ``autocomplete`` purpose and a hint below it."""

    name: str
    label: str
    kind: str = "text"
    purpose: str = "off"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One page with one form: path it posts to, title, fields, button, a line above and HTML below."""

    path: str
    title: str
    button: str
    fields: Sequence[Field] = ()
    lead: str = ""
    aside: str = ""


def show_form(
    request: Request, form: Form, *, error: str = "", values: dict[str, str] | None = None, status: int = 200
) -> Response:
    """Answer with a form; ``values`` refill its fields (never a password) and carry hidden ones (``next``)."""
    token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    known = values or {}
    shown = {field.name for field in form.fields}
    hidden = {"token": token} | {name: value for name, value in known.items() if name not in shown}
    parts = [f'<form method="post" action="{escape(form.path)}">']
    parts += [
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    ]
    parts += [field_html(field, known.get(field.name, "")) for field in form.fields]
    parts += [f'<button type="submit">{escape(form.button)}</button>', "</form>", form.aside]
    page = page_template().substitute(
        title=escape(form.title), notice=notice_html(form.lead, error), body="\n".join(parts)
    )
    answer = HTMLResponse(page, status_code=status)
    answer.set_cookie(
        FORM_COOKIE, token, httponly=True, samesite="strict", secure=is_https(request), path="/"
    )
    return answer


def field_html(field: Field, value: str) -> str:
    """Give one labelled field; a password is never sent back."""
    name = escape(field.name)
    hint = f'<p class="hint" id="{name}-hint">{escape(field.hint)}</p>' if field.hint else ""
    described = f' aria-describedby="{name}-hint"' if field.hint else ""
    filled = "" if field.kind == "password" else f' value="{escape(value)}"'
    return (
        f'<label for="{name}">{escape(field.label)}</label>'
        f'<input id="{name}" name="{name}" type="{field.kind}" autocomplete="{field.purpose}"'
        f' maxlength="{MOST_CHARACTERS}" required{described}{filled}>{hint}'
    )


def notice_html(lead: str, error: str) -> str:
    """Give the line above the form: what it is for, or what went wrong (announced to screen readers)."""
    lines = [f'<p class="notice">{escape(lead)}</p>'] if lead and not error else []
    lines += [f'<p class="notice error" role="alert">{escape(error)}</p>'] if error else []
    return "".join(lines)


@cache
def page_template() -> Template:
    """Give the layout all sign-in pages share."""
    return Template(asset("form.html"))


def asset(name: str) -> str:
    """Give a text file of this package."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


async def read_form(request: Request) -> dict[str, str] | None:
    """Give the fields of a posted form, or None when its token does not match the cookie's.

    Over-long values are cut: the hash function must not be fed megabytes by a stranger.
    """
    async with request.form(max_files=0, max_fields=20) as posted:
        values = {name: value[:MOST_CHARACTERS] for name, value in posted.items() if isinstance(value, str)}
    cookie = request.cookies.get(FORM_COOKIE, "")
    given = values.pop("token", "")
    if not cookie or not secrets.compare_digest(cookie.encode(), given.encode()):
        return None
    return values


def is_https(request: Request) -> bool:
    """Tell whether the person came by https, so that cookies may be marked Secure."""
    return request.url.scheme == "https"
