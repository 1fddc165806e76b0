"""The sample city's files: all are read, and say what their masters say."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document

from ordinances import clauses, read
from ordinances.model import Clause, Level, Ordinance, OrdinanceKind, Part
from ordinances.outcome import ReadOutcome
from ordinances.sample import CITY
from ordinances.sample.making.__main__ import files, masters
from ordinances.sample.making.master import Kind, Line, Master, read_master
from ordinances.wareki import parse_wareki

MASTERS = {master.path: master for master in masters()}
_LEVELS = {
    Kind.ARTICLE: Level.PARAGRAPH,
    Kind.PARAGRAPH: Level.PARAGRAPH,
    Kind.ITEM: Level.ITEM,
    Kind.SUBITEM: Level.SUBITEM,
    Kind.SUBSUBITEM: Level.SUBITEM,
    Kind.TEXT: Level.PARAGRAPH,
}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, ReadOutcome]:
    return {outcome.source: outcome for outcome in read([CITY])}


@pytest.fixture(scope="module")
def ordinances(outcomes: dict[str, ReadOutcome]) -> dict[str, Ordinance]:
    return {source: one.ordinance for source, one in outcomes.items() if one.ordinance is not None}


def test_every_file_is_read_without_a_failure(outcomes: dict[str, ReadOutcome]) -> None:
    assert {source: one.reason for source, one in outcomes.items() if one.status != "read"} == {}
    assert outcomes.keys() == MASTERS.keys()


def test_the_city_is_as_large_as_a_demonstration_needs(ordinances: dict[str, Ordinance]) -> None:
    assert len(ordinances) >= 48
    assert sum(len(clause.text) for one in ordinances.values() for clause in clauses(one)) >= 80_000


def test_title_number_and_date_of_every_file_are_its_masters(ordinances: dict[str, Ordinance]) -> None:
    for source, ordinance in ordinances.items():
        master = MASTERS[source]
        assert ordinance.title == master.title, source
        assert ordinance.promulgation.day == parse_wareki(master.first(Kind.DATE)), source
        assert ordinance.number.endswith(master.first(Kind.NUMBER)), source


def test_all_kinds_of_ordinance_occur(ordinances: dict[str, Ordinance]) -> None:
    kinds = {ordinance.kind for ordinance in ordinances.values()}
    assert kinds >= {
        OrdinanceKind.ORDINANCE,
        OrdinanceKind.RULE,
        OrdinanceKind.REGULATION,
        OrdinanceKind.GUIDELINE,
    }


@pytest.mark.parametrize("source", sorted(MASTERS))
def test_the_provisions_read_are_the_masters_line_for_line(
    source: str, ordinances: dict[str, Ordinance]
) -> None:
    """Level and text of every 項, 号 and 細分, whatever the format, the encoding and the numbering."""
    ordinance = ordinances[source]
    found = [
        (node.level, _bare(node.text))
        for root in ordinance.provisions
        for node in root.walk()
        if node.level in _LEVELS.values() and node.text
    ]
    assert found == _expected(MASTERS[source])


@pytest.mark.parametrize("source", sorted(MASTERS))
def test_captions_and_chapters_reach_the_clauses(source: str, ordinances: dict[str, Ordinance]) -> None:
    master = MASTERS[source]
    main = [clause for clause in clauses(ordinances[source]) if clause.part is Part.MAIN]
    chapters = {_bare(line.label + line.text) for line in master.lines if line.kind is Kind.CHAPTER}
    assert {_bare(heading) for clause in main for heading in clause.headings} == chapters
    assert _captions(main) == _master_captions(master.body)


@pytest.mark.parametrize("source", sorted(MASTERS))
def test_rows_of_tables_are_kept(source: str, ordinances: dict[str, Ordinance]) -> None:
    text = _bare("".join(clause.text for clause in clauses(ordinances[source])))
    rows = [line for line in MASTERS[source].lines if line.kind is Kind.ROW]
    assert [row.text for row in rows if _bare(row.text.replace("|", "")) not in text] == []


def test_the_committed_files_are_what_the_masters_make() -> None:
    for path, content in files(list(MASTERS.values())):
        assert (CITY / path).read_bytes() == content, f"{path}: run python -m ordinances.sample.making"


def test_all_input_formats_and_encodings_are_there(ordinances: dict[str, Ordinance]) -> None:
    formats = Counter(master.format[0] for master in MASTERS.values())
    least = {"xml": 3, "reikibase": 4, "d1law": 3, "html": 2, "docx": 5, "pdf": 2, "zip": 3}
    assert {name: formats[name] for name in least if formats[name] < least[name]} == {}
    words = {word for master in MASTERS.values() for word in master.format}
    assert words >= {"utf8", "bom", "cp932", "eucjp", "utf16", "indent", "wrap"}
    assert len({one.encoding for one in ordinances.values()}) >= 4


def test_the_zip_holds_cp932_names_without_saying_so() -> None:
    with ZipFile(next(CITY.rglob("*.zip"))) as archive:
        members = archive.infolist()
    assert len(members) == 3
    for member in members:
        assert not member.flag_bits & 0x800
        assert member.filename.encode("cp437").decode("cp932").startswith("みどり野市")


def test_word_documents_use_named_styles_and_real_tables() -> None:
    documents = [Document(str(path)) for path in sorted(CITY.rglob("*.docx"))]
    for document in documents:
        assert {"条", "条見出し", "附則"} <= {paragraph.style.name for paragraph in document.paragraphs}
    assert sum(len(document.tables) for document in documents) >= 1


def test_a_mark_without_a_paragraph_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(
        "○題名\n令和6年4月1日\n条例第1号\n附　則\n1　施行する。\n#! posting duty\n", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="labels nothing"):
        read_master(path)


def _expected(master: Master) -> list[tuple[Level, str]]:
    # What follows a 様式's head is the form's text, no provision.
    form = next((n for n, line in enumerate(master.body) if line.kind is Kind.FORM), None)
    return [(_LEVELS[line.kind], _bare(line.text)) for line in master.body[:form] if line.kind in _LEVELS]


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _captions(main: list[Clause]) -> dict[str, str]:
    return {clause.article or "": clause.caption for clause in main if clause.paragraph == "1"}


def _master_captions(lines: list[Line]) -> dict[str, str]:
    captions: dict[str, str] = {}
    before = ""
    for line in lines:
        if line.kind is Kind.SUPPL:
            break
        if line.kind is Kind.ARTICLE:
            captions[line.number] = before
        before = line.text.strip("（）") if line.kind is Kind.CAPTION else ""
    return captions
