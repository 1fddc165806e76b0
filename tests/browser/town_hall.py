"""A small town hall (fictional) to drive the app with: ordinances, candidates, departments, people.

The candidates are written straight into the ledger, so that these tests need neither the readers nor the
extractor; ``fill`` makes as many as a benchmark wants.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from extractor.model import Authority, Candidate, Frequency, Label, Modality, Span
from ordinances.model import Clause, Ordinance, OrdinanceKind, Part, Promulgation
from review_app.ledger import Ledger, extraction, imports
from review_app.ledger.model import QueueQuery
from review_app.workflow import accounts, acts, departments, views
from review_app.workflow.actors import SYSTEM, SYSTEM_AUTHOR
from review_app.workflow.departments import DepartmentForm
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Answer, Assign, Consult, Effort, Note, Payload

PASSWORD = "Minato-9281-kawa"
PEOPLE = (
    ("hosei", "港 法子", "legal", None),
    ("kouen", "川辺 緑", "department", "kouen"),
    ("suido", "水野 透", "department", "suido"),
    ("buchou", "山城 守", "manager", None),
    ("admin", "管 理恵", "admin", None),
)
HOSTILE = '<img src=x onerror="window.stolen=1"><script>window.stolen=1</script>'

ALIKE = "管理者は、使用者を集めて、安全に関する講習を行わなければならない。"


@dataclass(frozen=True, slots=True)
class Text:
    """One ordinance in short: title, number, and (locator, caption, text, label, marked words) a clause."""

    title: str
    number: str
    kind: OrdinanceKind
    day: date
    clauses: tuple[tuple[str, str, str, Label | None, str], ...]


TEXTS = (
    Text(
        "みなと市都市公園条例",
        "平成15年条例第46号",
        OrdinanceKind.ORDINANCE,
        date(2003, 3, 20),
        (
            (
                "第1条",
                "趣旨",
                "この条例は、都市公園の設置及び管理について必要な事項を定めるものとする。",
                None,
                "",
            ),
            (
                "第2条",
                "巡視",
                "市長は、職員に公園内を巡視させ、施設の損傷の有無を目視により確認させなければならない。",
                Label.VISUAL,
                "目視により確認",
            ),
            (
                "第3条",
                "点検",
                "管理者は、毎年1回以上、遊具の安全を点検しなければならない。",
                Label.PERIODIC,
                "毎年1回以上",
            ),
            (
                "第4条",
                "掲示",
                "市長は、利用の心得を公園内の見やすい場所に掲示しなければならない。",
                Label.POSTING,
                "見やすい場所に掲示",
            ),
            ("第5条", "委任", "この条例の施行に関し必要な事項は、規則で定める。", None, ""),
        ),
    ),
    Text(
        "みなと市簡易水道事業給水条例",
        "昭和52年条例第8号",
        OrdinanceKind.ORDINANCE,
        date(1977, 12, 24),
        (
            (
                "第6条",
                "給水装置の検査",
                "管理者は、給水装置の工事が完了したときは、現場に立ち入り検査を行うものとする。",
                Label.ONSITE,
                "立ち入り検査",
            ),
            (
                "第7条",
                "技術者",
                "水道技術管理者は、事業所ごとに専任の者を置かなければならない。",
                Label.STATIONED,
                "専任の者",
            ),
            (
                "第8条",
                "台帳の閲覧",
                "管理者は、給水台帳を課に備え置き、関係者の閲覧に供しなければならない。",
                Label.VIEWING,
                "閲覧に供し",
            ),
        ),
    ),
    Text(
        f"みなと市{HOSTILE}条例",
        "令和2年条例第1号",
        OrdinanceKind.ORDINANCE,
        date(2020, 4, 1),
        (
            (
                "第1条",
                HOSTILE,
                f"書類は{HOSTILE}フロッピーディスクにより提出しなければならない。",
                Label.MEDIA,
                "フロッピーディスク",
            ),
        ),
    ),
    *(
        Text(
            f"みなと市{name}条例",
            f"平成20年条例第{number}号",
            OrdinanceKind.ORDINANCE,
            date(2008, 4, 1),
            ((f"第{number}条", "講習", ALIKE, Label.TRAINING, "集めて"),),
        )
        for name, number in (("霊園", 21), ("斎場", 31), ("市場", 41))
    ),
)


def build(path: Path) -> None:
    """Make the ledger: texts, candidates, two departments, five people, and cases in every stage that a test needs."""
    shutil.copyfile(_made(), path)


@cache
def _made() -> Path:
    """The ledger all others of this process are copies of: to make it takes seconds."""
    folder = tempfile.TemporaryDirectory(prefix="town-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "town.duckdb"
    with Ledger.open(path) as ledger:
        store(ledger, TEXTS)
        register(ledger)
        stages(ledger)
    return path


def register(ledger: Ledger) -> None:
    """Register departments and people, all with the same known password."""
    departments.add(
        ledger,
        SYSTEM,
        [
            DepartmentForm(department_id="kouen", name="公園緑地課", bureau="都市部", position=1),
            DepartmentForm(department_id="suido", name="水道課", bureau="上下水道局", position=2),
        ],
    )
    for login, name, role, department in PEOPLE:
        first = accounts.add_person(ledger, SYSTEM, accounts.person_form(login, name, role, department))
        accounts.change_password(ledger, login, first, PASSWORD)


def store(ledger: Ledger, texts: tuple[Text, ...]) -> None:
    """Import the texts and write the candidates that stand in them."""
    edition, _ = imports.ensure_edition(ledger, SYSTEM_AUTHOR, None)
    incoming = [imports.Incoming(ordinance(text), clauses(text), text.number, 1) for text in texts]
    list(imports.write_ordinances(ledger, SYSTEM_AUTHOR, edition, incoming))
    run = extraction.start_run(ledger, edition, "rules", {}, "serial", 1)
    labels = {(text.title, row[0]): row for text in texts for row in text.clauses}
    chunk = [
        extraction.Extracted(waiting, list(candidates(waiting.clauses, labels)))
        for waiting in extraction.pending(ledger, edition, "rules")
    ]
    extraction.write(ledger, SYSTEM_AUTHOR, run, chunk)


def ordinance(text: Text) -> Ordinance:
    """Give a text as an ordinance."""
    return Ordinance(
        source=f"{text.title}.txt",
        title=text.title,
        number=text.number,
        kind=text.kind,
        promulgation=Promulgation(day=text.day),
    )


def clauses(text: Text) -> list[Clause]:
    """Give the clauses of a text."""
    return [
        Clause(
            source=f"{text.title}.txt",
            title=text.title,
            number=text.number,
            locator=locator,
            part=Part.MAIN,
            article=str(place),
            paragraph="1",
            items=(),
            caption=caption,
            headings=(),
            text=body,
        )
        for place, (locator, caption, body, _label, _words) in enumerate(text.clauses, start=1)
    ]


def candidates(
    rows: list[Clause], labels: dict[tuple[str, str], tuple[str, str, str, Label | None, str]]
) -> Iterator[Candidate]:
    """Give the candidates of clauses."""
    for row in rows:
        *_, label, words = labels[row.title, row.locator]
        if label is None:
            continue
        start = row.text.index(words)
        yield Candidate(
            clause=row,
            label=label,
            score=0.9,
            rules=("test.rule",),
            spans=(Span(start, start + len(words), words, "test.rule"),),
            modality=Modality.DUTY,
            frequency=Frequency("P1Y", True, "毎年1回以上") if label is Label.PERIODIC else None,
            digital_alternative=(),
            authority=Authority(own=True),
            phase=1,
            category="検査・点検",
            flags=(),
            explanation=f"「{words}」とあり、人が現地で行うことを求めています。",
        )


def stages(ledger: Ledger) -> None:
    """Bring some cases further: one asked of each department, one answered, one checked."""
    do(ledger, "hosei", "第3条", Act.ASSIGN, Assign(department_id="kouen", due_on=date(2026, 12, 20)))
    do(ledger, "hosei", "第8条", Act.ASSIGN, Assign(department_id="suido", due_on=date(2026, 12, 20)))
    for place in ("第6条", "第7条"):
        do(ledger, "hosei", place, Act.ASSIGN, Assign(department_id="suido"))
        do(ledger, "suido", place, Act.ANSWER, ANSWER)
    do(ledger, "hosei", "第7条", Act.CHECK, Note())
    do(ledger, "hosei", "第6条", Act.CONSULT, Consult(department_ids=("kouen",)))


ANSWER = Answer(
    in_scope=True,
    practice="職員が現地で確認している。",
    needs_review=True,
    policy="rule_amendment",
    phase_target=2,
    technology="遠隔カメラ",
    yearly_cases=64,
    staff=Effort(minutes=5, times=64, days=250),
    tags=("moveless",),
)


def do(ledger: Ledger, person: str, place: str, act: Act, payload: Payload) -> None:
    """Do one act to the case at a place."""
    case_id, revision = case_at(ledger, place)
    acts.perform(ledger, person, act, case_id, revision, payload)


def case_at(ledger: Ledger, place: str) -> tuple[str, int]:
    """Give id and revision of the one case at a place of the first two ordinances."""
    rows = views.queue_all(ledger, "hosei", QueueQuery())
    found = [row for row in rows if row.locator == place and "<" not in row.ordinance_title]
    return found[0].case_id, found[0].revision


def fill(path: Path, ordinances: int, people: bool = True) -> None:
    """Make a large ledger: ``ordinances`` texts of 25 clauses, 13 of them candidates."""
    with Ledger.open(path) as ledger:
        labels = list(Label)
        texts = tuple(
            Text(
                f"みなと市試験{number}条例",
                f"平成{number % 30 + 1}年条例第{number}号",
                OrdinanceKind.ORDINANCE,
                date(2000, 1, 1),
                tuple(
                    (
                        f"第{place}条",
                        "点検",
                        f"管理者は、{number}号の設備を毎年{place}回、職員に目視により点検させ、その結果を台帳に記録し、"
                        "見やすい場所に掲示しなければならない。ただし、市長が別に定めるときは、この限りでない。",
                        labels[(number + place) % len(labels)] if place % 2 else None,
                        "目視により点検",
                    )
                    for place in range(1, 26)
                ),
            )
            for number in range(1, ordinances + 1)
        )
        store(ledger, texts)
        if people:
            register(ledger)
