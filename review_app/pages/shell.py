"""The frame around every page: who is here, which pages their role has, the look, and what to do when it fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

import streamlit as st
from streamlit.navigation.page import Page

from review_app.pages import (
    admin,
    answer,
    answers_in,
    audit,
    decide,
    desk,
    editions,
    guard,
    home,
    intake,
    judgements,
    library,
    outputs,
    progress,
    reorganise,
    rules,
    settings,
    tables,
    triage,
    waves,
)
from review_app.pages.desk import SignedOutError, Visit
from review_app.workflow.model import Role


@dataclass(frozen=True, slots=True)
class Place:
    """One page: its path, its name in the menu, what draws it."""

    path: str
    name: str
    draw: Callable[[], None]


HOME = Place("", "わたしの作業", home.page)
TRIAGE = Place("triage", "仕分け", triage.page)
ANSWER = Place("answer", "回答", answer.page)
DECIDE = Place("decide", "確認・決定", decide.page)
FOLLOW_UP = Place("decide", "着手・完了", decide.page)
LIBRARY = Place("library", "例規", library.page)
PROGRESS = Place("progress", "進捗", progress.page)
OUTPUTS = Place("outputs", "出力", outputs.page)
ANSWERS_IN = Place("answers-in", "Excelで回答", answers_in.page)
EDITIONS = Place("editions", "版の比較", editions.page)
INTAKE = Place("intake", "取込み", intake.page)
PEOPLE = Place("people", "利用者", admin.people_page)
DEPARTMENTS = Place("departments", "課", admin.departments_page)
WAVES = Place("waves", "取組", waves.page)
JUDGEMENTS = Place("judgements", "二人判定", judgements.page)
RULES = Place("rules", "規則", rules.page)
REORGANISE = Place("reorganise", "課の統廃合", reorganise.page)
SETTINGS = Place("settings", "設定", settings.page)
AUDIT = Place("audit", "操作の記録", audit.page)

MENUS: Mapping[Role, Sequence[Place]] = {
    Role.LEGAL: (
        HOME,
        TRIAGE,
        DECIDE,
        WAVES,
        JUDGEMENTS,
        LIBRARY,
        RULES,
        INTAKE,
        EDITIONS,
        PROGRESS,
        OUTPUTS,
        SETTINGS,
    ),
    Role.DEPARTMENT: (HOME, ANSWER, ANSWERS_IN, FOLLOW_UP, LIBRARY, PROGRESS, OUTPUTS),
    Role.MANAGER: (HOME, DECIDE, WAVES, PROGRESS, LIBRARY, EDITIONS, OUTPUTS, AUDIT),
    Role.ADMIN: (HOME, PEOPLE, DEPARTMENTS, REORGANISE, SETTINGS, AUDIT, LIBRARY),
}
PATHS = tuple(dict.fromkeys(place.path for menu in MENUS.values() for place in menu))
"""The paths of all pages, the home page's being empty."""


def show() -> None:
    """Draw the page the person asked for, if their role has it."""
    st.set_page_config(page_title="点検", page_icon=None, layout="wide")
    st.html(
        files(__package__).joinpath("style.css").read_text(encoding="utf-8").join(("<style>", "</style>"))
    )
    try:
        visit = desk.visit()
    except SignedOutError as error:
        st.navigation([st.Page(no_page, title="点検", default=True)], position="hidden")
        guard.signed_out(error)
        return
    st.html(person_html(visit))
    guard.begin_page()
    st.navigation(pages_of(visit.actor.role), position="top").run()


def pages_of(role: Role) -> list[Page]:
    """Give the pages of a role, and for every other path a page that tells there is nothing to see."""
    menu = MENUS[role]
    own = {place.path for place in menu}
    shown = [
        st.Page(guard.guarded(place.draw), title=place.name, url_path=place.path, default=place is HOME)
        for place in menu
    ]
    others = [
        st.Page(no_page, title="点検", url_path=path, visibility="hidden")
        for path in PATHS
        if path not in own
    ]
    return [*shown, *others]


def no_page() -> None:
    """Answer a path that the role does not have like one that does not exist."""
    st.html(tables.empty("このページはありません", "上のメニューから選んでください。"))


def person_html(visit: Visit) -> str:
    """Give the person's name, the way to their password and the way out."""
    return (
        f'<div class="tk-person"><p>{escape(desk.belonging(visit))}</p>'
        '<a href="/password">パスワード変更</a><a href="/logout">ログアウト</a></div>'
    )
