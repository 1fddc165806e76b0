"""Which case a line of a city's own form is about (行と案件の照合): by name and place, never by guessing.

Only cases that the person may see are looked at, so a line of another department is as if unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ordinances.locator import comparable
from review_app.exports import cells
from review_app.exports.cells import CellError, squeezed
from review_app.exports.city_forms import NAMES, PLACE, FormLine
from review_app.exports.lines import plain
from review_app.exports.text import one_line
from review_app.workflow.exporting import ExportCase

_NO_NAME = "例規名が空です。結合したセルは結合を解除し、すべての行に書いてください。"
_NO_PLACE = "条項号が空です。結合したセルは結合を解除し、すべての行に書いてください。"
_NO_ORDINANCE = "{}の案件が見つかりません。例規名・例規番号の書き違いか、あなたの課の案件ではありません。"
_NO_CLAUSE = "「{}」に「{}」の案件が見つかりません。条項号の書き違いか、あなたの課の案件ではありません。"
_LONGEST = 500
_TOO_LONG = f"例規名・条項号などの欄が長すぎます（{_LONGEST}文字まで）。名前や条項号だけを書いてください。"
_NO_LABEL = "{}に規制区分「{}」の案件はありません（{}）。"
_SEVERAL = "{}の案件が{}件あり（{}）、どれか決められません。規制区分の列に書いてください。"


class MatchError(ValueError):
    """No case, or more than one, fits a line; ``str(error)`` is the reason in Japanese."""


class Matcher:
    """Finds the case of a line among ``cases``; ``labels`` are the city's words for 規制区分 by code."""

    def __init__(self, cases: Iterable[ExportCase], labels: Mapping[str, str]) -> None:
        """Sort the cases by what a line says of them."""
        self._labels = labels
        self._by_name: dict[tuple[str, str], list[ExportCase]] = {}
        self._places: dict[str, str] = {}
        for case in cases:
            self._places[case.row.case_id] = comparable(case.row.locator)
            for name in NAMES:
                key = _name_key(name, str(getattr(case.row, name)))
                self._by_name.setdefault(key, []).append(case)

    def find(self, line: FormLine) -> ExportCase:
        """The one case of a line; MatchError says why there is none."""
        said = {field: _said(line, field) for field in PLACE}
        of_ordinance = self._of_ordinance(said)
        if not said["locator"]:
            raise MatchError(_NO_PLACE)
        here = self._at_place(of_ordinance, said["locator"])
        if not here:
            title = one_line(of_ordinance[0].row.ordinance_title)
            raise MatchError(_NO_CLAUSE.format(title, one_line(said["locator"])))
        return self._one(here, said["label"])

    def _of_ordinance(self, said: Mapping[str, str]) -> list[ExportCase]:
        """The cases of the ordinance named; where name and number are both given, both must fit."""
        given = [name for name in NAMES if said[name]]
        if not given:
            raise MatchError(_NO_NAME)
        found, *others = (self._by_name.get(_name_key(name, said[name]), []) for name in given)
        for fits in others:
            ids = {case.row.case_id for case in fits}
            found = [case for case in found if case.row.case_id in ids]
        if not found:
            names = "・".join(f"「{one_line(said[name])}」" for name in given)
            raise MatchError(_NO_ORDINANCE.format(names))
        return found

    def _at_place(self, cases: Sequence[ExportCase], printed: str) -> list[ExportCase]:
        """The cases at a locator. An article's only 項 has no number in the ledger, but may be cited by one."""
        wanted = comparable(printed)
        found = [case for case in cases if self._places[case.row.case_id] == wanted]
        only = wanted.replace("/1項", "")
        return found or [case for case in cases if self._places[case.row.case_id] == only]

    def _one(self, here: Sequence[ExportCase], label: str) -> ExportCase:
        place = one_line(here[0].row.locator)
        there = "／".join(dict.fromkeys(self._labels.get(case.row.label, case.row.label) for case in here))
        if label:
            try:
                code = cells.choice(label, self._labels)
            except CellError as error:
                raise MatchError(f"規制区分{error}。") from error
            here = [case for case in here if case.row.label == code]
            if not here:
                raise MatchError(_NO_LABEL.format(place, one_line(label), there))
        # A clause joined to another of these is answered there.
        leading = [case for case in here if not case.row.facts.joined_to] or here
        if len(leading) > 1:
            raise MatchError(_SEVERAL.format(place, len(leading), there))
        return leading[0]


def _name_key(name: str, text: str) -> tuple[str, str]:
    return name, comparable(text) if name == "ordinance_number" else squeezed(text)


def _said(line: FormLine, field: str) -> str:
    """What a cell says; MatchError for a formula, and for what is too long to be a name or a place."""
    cell = line.cells.get(field)
    if cell is None:
        return ""
    try:
        value = plain(cell)
    except CellError as error:
        raise MatchError(f"例規名・条項号などの欄：{error}。") from error
    text = "" if value is None else str(value)
    # No name or place is longer; one long text may stand in every line, and comparing it costs time.
    if len(text) > _LONGEST:
        raise MatchError(_TOO_LONG)
    return cells.normal(text)
