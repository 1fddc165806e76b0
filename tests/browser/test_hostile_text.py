"""Hostile text in ordinances, file names, rule names, comments, department and people's names: shown, never run.

The ``context`` fixture fails a test on any dialog and on any request to another host; here every page that shows
such text is opened by the people who may see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import town_hall
from browsing import serve, settle
from playwright.sync_api import Page, expect

from extractor.model import Label, Span
from ordinances.model import Clause, OrdinanceKind
from review_app.ledger import Ledger, extraction, imports
from review_app.ledger.model import QueueQuery
from review_app.pages.shell import MENUS
from review_app.workflow import accounts, acts, departments, views
from review_app.workflow.actors import SYSTEM, SYSTEM_AUTHOR
from review_app.workflow.machine import Act
from review_app.workflow.model import Role
from review_app.workflow.payloads import Assign, Comment

Visit = Callable[[str, str], Page]

# Each would steal, or ask another host, if it were anything but text.
PAYLOADS = (
    "<script>window.stolen=1</script>",
    '<img src=x onerror="window.stolen=1">',
    "<svg onload=window.stolen=1><animate onbegin=alert(1)></svg>",
    "\"><iframe srcdoc='<script>parent.stolen=1</script>'></iframe>",
    "![印](http://evil.example/x.png)",
    "[様式](javascript:window.stolen=1)",
    ":red[赤] :material/delete: $x^2$ `c` **b** ~~s~~",
    "{{7*7}} ${7*7} %s {0} <%= 7 %>",
    "\x00\x07\x1b[31m制御\x7f",
    "\u202e\u2066逆\u2069順\u200b零\u200d幅\ufeff \u05e2\u05d1\u05e8\u05d9\u05ea \ue000外字\U000e0100",
)
# Every page of every role, those that are added later included.
PAGES = {
    who: [place.path for place in MENUS[role]]
    for who, role in {
        "hosei": Role.LEGAL,
        "buchou": Role.MANAGER,
        "kouen": Role.DEPARTMENT,
        "admin": Role.ADMIN,
    }.items()
}


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    build(folder / "town.duckdb")
    return folder


@pytest.fixture(scope="module")
def site(site_folder: Path) -> Iterator[str]:
    yield from serve(site_folder)


def seen(given: str) -> str:
    """A text without what a browser has no sign for (NUL becomes U+FFFD, or nothing)."""
    return "".join(char for char in given if char >= " " and char not in "\x7f\ufffd")


def text(number: int, payload: str) -> town_hall.Text:
    body = f"書類は{payload}フロッピーディスクにより提出しなければならない。"
    clause = ("第1条", payload, body, Label.MEDIA, "フロッピーディスク")
    title = f"みなと市{payload}条例"
    return town_hall.Text(
        title, f"令和2年条例第{number}号", OrdinanceKind.ORDINANCE, date(2020, 4, 1), (clause,)
    )


def build(path: Path) -> None:
    """One ordinance for each payload, all cases with one department, each with a comment."""
    every = " ".join(PAYLOADS)
    with Ledger.open(path) as ledger:
        edition, _ = imports.ensure_edition(ledger, SYSTEM_AUTHOR, None)
        texts = [text(number, payload) for number, payload in enumerate(PAYLOADS, 1)]
        incoming = [
            imports.Incoming(
                replace(town_hall.ordinance(one), source=f"{one.title}.txt", notes=(every,)),
                town_hall.clauses(one),
                one.number,
                1,
            )
            for one in texts
        ]
        list(imports.write_ordinances(ledger, SYSTEM_AUTHOR, edition, incoming))
        run = extraction.start_run(ledger, edition, "rules", {}, "serial", 1)
        chunk = [
            extraction.Extracted(item, [candidate(clause) for clause in item.clauses])
            for item in extraction.pending(ledger, edition, "rules")
        ]
        extraction.write(ledger, SYSTEM_AUTHOR, run, chunk)
        register(ledger)
        comment(ledger)


def candidate(clause: Clause) -> town_hall.Candidate:
    labels = {(clause.title, clause.locator): ("第1条", "", clause.text, Label.MEDIA, "フロッピーディスク")}
    (found,) = town_hall.candidates([clause], labels)
    (span,) = found.spans
    payload = clause.caption
    return replace(
        found,
        rules=(f"rule{payload}",),
        spans=(Span(span.start, span.end, span.text, f"rule{payload}"),),
        explanation=f"説明{payload}",
        category=payload[:100],
    )


def register(ledger: Ledger) -> None:
    for number, payload in enumerate(PAYLOADS):
        departments.add(ledger, SYSTEM, [departments.form(f"d{number}", f"課{seen(payload)}"[:100])])
    departments.add(ledger, SYSTEM, [departments.form("kouen", f"公園{PAYLOADS[1]}課")])
    for number, (login, role, department) in enumerate(
        (
            ("hosei", "legal", None),
            ("buchou", "manager", None),
            ("admin", "admin", None),
            ("kouen", "department", "kouen"),
        )
    ):
        form = accounts.person_form(login, f"氏名{PAYLOADS[number]}"[:100], role, department)
        first = accounts.add_person(ledger, SYSTEM, form)
        accounts.change_password(ledger, login, first, town_hall.PASSWORD)


def comment(ledger: Ledger) -> None:
    for row, payload in zip(views.queue_all(ledger, "hosei", QueueQuery()), PAYLOADS, strict=True):
        done = acts.perform(
            ledger,
            "hosei",
            Act.ASSIGN,
            row.case_id,
            0,
            Assign(department_id="kouen", wave=seen(payload)[:50], note=seen(payload)),
        )
        acts.perform(
            ledger, "hosei", Act.COMMENT, row.case_id, done.revision, Comment(text=f"コメント{seen(payload)}")
        )


def untouched(page: Page) -> None:
    """Nothing ran, and nothing of the payloads became an element."""
    settle(page)
    assert page.evaluate("window.stolen") is None
    for made in (
        "img[src='x']",
        "img[src*='evil']",
        "iframe[srcdoc]",
        "svg[onload]",
        "a[href^='javascript']",
    ):
        assert page.locator(made).count() == 0, made
    assert page.evaluate("[...document.scripts].filter(s => s.textContent.includes('stolen')).length") == 0


def test_ordinances_full_of_it_are_shown_letter_by_letter(visit: Visit) -> None:
    page = visit("hosei", "library")
    for number, payload in enumerate(PAYLOADS, 1):
        page.goto(f"/library?ordinance={number}")
        expect(page.locator(".tk-reader")).to_contain_text("フロッピーディスク")
        assert seen(payload) in seen(page.locator(".tk-reader").text_content() or "")
        untouched(page)


@pytest.mark.parametrize(("who", "paths"), PAGES.items())
def test_no_page_runs_it(visit: Visit, who: str, paths: list[str]) -> None:
    page = visit(who, "")
    untouched(page)
    for path in dict.fromkeys(paths):
        page.goto(f"/{path}")
        untouched(page)


def test_a_case_shows_comments_rules_and_departments_as_text(visit: Visit) -> None:
    page = visit("kouen", "answer")
    for _ in range(3):
        for tab in page.get_by_role("tab").all():
            tab.click()
            untouched(page)
        page.keyboard.press("j")
        untouched(page)


def test_a_made_up_case_in_the_address_is_only_not_found(visit: Visit) -> None:
    page = visit("kouen", "answer")
    for case in ("0" * 16, "' OR 1=1 --", "<script>window.stolen=1</script>", "..%2F..%2Fetc", "%00"):
        page.goto(f"/answer?case={case}")
        expect(page.get_by_text("見つかりません").first).to_be_visible()
        untouched(page)
