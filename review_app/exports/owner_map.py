"""Which department owns each ordinance (例規の所管), out as a workbook and back in from a table, every line checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from xlsxwriter import Workbook

from ordinances.locator import comparable
from review_app.exports import books, owner_table
from review_app.exports.cells import squeezed
from review_app.exports.files import XLSX, ExportFile, file_name
from review_app.exports.owner_table import DEPARTMENT, ORDINANCE, Line, Said
from review_app.exports.styles import Styles
from review_app.exports.text import one_line
from review_app.ledger import Ledger, registry
from review_app.ledger.model import DepartmentRow
from review_app.ledger.registry import OrdinanceName
from review_app.workflow import departments, views
from review_app.workflow.errors import InvalidInputError

_Named = TypeVar("_Named", OrdinanceName, DepartmentRow)
_TITLE = "例規の所管課"
_HEADER = ("例規名", "例規番号", "所管課コード", "所管課")
_NO_NAME = "例規名・例規番号が空です。結合したセルは結合を解除し、すべての行に書いてください。"


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """One line: its place, the ordinance and the department as shown, the key and code it stands for.

    ``before`` and ``before_id`` are the department of now; ``refused`` says why the line is not taken, empty
    when it is.
    """

    place: str
    ordinance: str
    department: str
    key: str = ""
    department_id: str = ""
    before: str = ""
    before_id: str = ""
    refused: str = ""

    @property
    def changes(self) -> bool:
        """Whether taking the line changes anything."""
        return bool(self.department_id) and not self.refused and self.before_id != self.department_id

    @property
    def outcome(self) -> str:
        """What becomes of the line, in Japanese."""
        if self.refused:
            return "取り込めない"
        if not self.department_id:
            return "課の記入なし"
        if not self.changes:
            return "変わらない"
        return f"変更（今は{self.before}）" if self.before else "新しく登録"


@dataclass(frozen=True, slots=True)
class OwnerMap:
    """A file looked through: its name and its lines."""

    name: str
    rows: tuple[OwnerRow, ...]

    @property
    def owners(self) -> dict[str, str]:
        """What taking the file changes: ordinance key → department id."""
        return {row.key: row.department_id for row in self.rows if row.changes}

    @property
    def refused(self) -> tuple[OwnerRow, ...]:
        """The lines that are not taken."""
        return tuple(row for row in self.rows if row.refused)

    def summary(self) -> str:
        """One sentence: how many lines of each kind."""
        kinds = Counter(row.outcome.partition("（")[0] for row in self.rows)
        return "、".join(f"{name} {count:,}件" for name, count in kinds.items()) or "記入された行がありません"


def check(ledger: Ledger, person_id: str, name: str, data: bytes) -> OwnerMap:
    """Look a file through without changing anything.

    Raises InvalidInputError when the file cannot be taken at all, NotAllowedError for those who do not assign.
    """
    departments.require_mapper(ledger, person_id)
    lines = owner_table.read(name, data)
    finder = _Finder(ledger)
    return OwnerMap(one_line(name, 100), tuple(_once(finder.row(line) for line in lines)))


def apply(ledger: Ledger, person_id: str, found: OwnerMap, *, source: str = "app") -> int:
    """Take the lines that can be taken; gives how many ordinances changed.

    Raises InvalidInputError when somebody changed one of them since the file was looked through.
    """
    now = registry.ordinance_departments(ledger)
    if any((now.get(row.key, (None, 0))[0] or "") != row.before_id for row in found.rows if row.changes):
        raise InvalidInputError(
            "調べたあとに、所管課が変わった例規があります。もう一度、内容を調べてください。"
        )
    return departments.map_ordinances(ledger, person_id, found.owners, source=source)


def owner_sheet(ledger: Ledger, person_id: str) -> ExportFile:
    """The map as it is, as a workbook to fill in and to read back; NotAllowedError for those who do not assign."""
    departments.require_mapper(ledger, person_id)
    owners = registry.ordinance_departments(ledger)
    places = {row.department_id: row for row in registry.departments(ledger)}
    rows = [_cells(one, places.get(owners.get(one.key, (None, 0))[0] or "")) for one in _listed(ledger)]

    def build(book: Workbook, styles: Styles) -> None:
        sheet = book.add_worksheet(_TITLE)
        books.table(sheet, styles, 0, _HEADER, rows)
        for place, width in enumerate((50, 28, 16, 24)):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 1)
        books.page(sheet, header=_TITLE)
        sheet.fit_to_pages(1, 0)

    day = views.today(ledger)
    return ExportFile(file_name(_TITLE, day=day, suffix="xlsx"), XLSX, books.make(_TITLE, day, build))


def _cells(ordinance: OrdinanceName, owner: DepartmentRow | None) -> list[object]:
    return [
        ordinance.title,
        ordinance.number,
        owner.department_id if owner else "",
        owner.name if owner else "",
    ]


def _listed(ledger: Ledger) -> list[OrdinanceName]:
    """Each ordinance once; one that was read from two files has one key."""
    return list({one.key: one for one in registry.ordinance_names(ledger)}.values())


class _Finder:
    """Finds what lines name among the ledger's ordinances and open departments, never guessing."""

    def __init__(self, ledger: Ledger) -> None:
        self._ordinances: dict[str, dict[str, OrdinanceName]] = {}
        for one in registry.ordinance_names(ledger):
            for name in (squeezed(one.title), comparable(one.number), squeezed(one.source)):
                if name:
                    self._ordinances.setdefault(name, {})[one.key] = one
        self._departments: dict[str, dict[str, DepartmentRow]] = {}
        for row in registry.departments(ledger):
            for name in (row.department_id, row.name):
                self._departments.setdefault(squeezed(name), {})[row.department_id] = row
        self._names = {row.department_id: row.name for row in registry.departments(ledger, closed=True)}
        self._now = registry.ordinance_departments(ledger)

    def row(self, line: Line) -> OwnerRow:
        """The line, checked by itself."""
        shown = {kind: "・".join(one.text for one in line.said[kind] if one.text) for kind in line.said}
        row = OwnerRow(line.place, one_line(shown[ORDINANCE]), one_line(shown[DEPARTMENT]))
        for one in (one for found in line.said.values() for one in found):
            if one.wrong:
                return replace(row, place=one.place, refused=f"{one.wrong}。")
        if not row.ordinance:
            return replace(row, place=line.said[ORDINANCE][0].place, refused=_NO_NAME)
        if not row.department:
            first = next(one.text for one in line.said[ORDINANCE] if one.text)
            return replace(row, ordinance=one_line(first))
        return self._matched(row, line)

    def _matched(self, row: OwnerRow, line: Line) -> OwnerRow:
        ordinances = [
            (
                one,
                {
                    **self._ordinances.get(squeezed(one.text), {}),
                    **self._ordinances.get(comparable(one.text), {}),
                },
            )
            for one in line.said[ORDINANCE]
            if one.text
        ]
        places = [
            (one, self._departments.get(squeezed(one.text), {})) for one in line.said[DEPARTMENT] if one.text
        ]
        ordinance = _agreed(ordinances, "{}という例規はありません", "例規")
        if isinstance(ordinance, Said):
            return replace(row, place=ordinance.place, refused=ordinance.wrong)
        place = _agreed(places, "課{}は登録されていません", "課")
        if isinstance(place, Said):
            return replace(row, place=place.place, refused=place.wrong)
        before = self._now.get(ordinance.key, (None, 0))[0] or ""
        return replace(
            row,
            ordinance=one_line(ordinance.title),
            department=place.name,
            key=ordinance.key,
            department_id=place.department_id,
            before=self._names.get(before, before),
            before_id=before,
        )


def _agreed(found: Sequence[tuple[Said, Mapping[str, _Named]]], unknown: str, what: str) -> _Named | Said:
    """The one thing all cells name, else the cell at fault with the reason."""
    for one, known in found:
        if not known:
            return replace(
                one,
                wrong=f"{unknown.format(f'「{one_line(one.text)}」')}。書き違いがないか確かめてください。",
            )
    keys = set.intersection(*(set(known) for _, known in found))
    first, known = found[0]
    if len(keys) == 1:
        return known[keys.pop()]
    if not keys:
        names = "と".join(f"「{one_line(one.text)}」" for one, _ in found)
        return replace(first, wrong=f"{names}は別の{what}です。同じ{what}を書いてください。")
    hint = "例規番号の列も書いてください" if what == "例規" else "コードで書いてください"
    return replace(
        first, wrong=f"「{one_line(first.text)}」は{len(keys)}つあり、どれか決められません。{hint}。"
    )


def _once(rows: Iterable[OwnerRow]) -> list[OwnerRow]:
    """Refuse the lines that give one ordinance to different departments."""
    known = list(rows)
    wanted = {(row.key, row.department_id) for row in known if row.key}
    torn = {key for key, times in Counter(key for key, _ in wanted).items() if times > 1}
    refusal = "同じ例規に、別の課の行もあります。正しい1行だけを残してください。"
    return [replace(row, refused=refusal) if row.key in torn else row for row in known]
