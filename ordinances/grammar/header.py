"""The head of a document (題名・例規番号・公布日・制定文) before its first provision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ordinances.grammar.headings import appendix, caption_text, is_preamble, suppl_law
from ordinances.grammar.lines import Line
from ordinances.grammar.marks import article_mark, dai_mark, heading_mark, number_mark
from ordinances.numerals import NUMERAL_CHARS
from ordinances.wareki import WAREKI, find_wareki

_KIND = "(?:条例|規則|規程|訓令|告示|公告|要綱|要領|法律|政令|勅令|府令|省令|令|達|訓|規)"
_NUMBER = re.compile(rf"(?:[^ 　（(）)。、]*?)?{_KIND}(?:甲|乙|丙)?[ 　]*第?[ 　]*[{NUMERAL_CHARS}]+[ 　]*号")
_HISTORY = re.compile(
    r"[（(〔]?[ 　]*(?:(?:最終|最近|一部|全部|全文)?改正|沿革|制定|施行)"
    r"(?![^ 　（(:：令平昭大明]*(?:条例|規則))"
)
_ENACTING = re.compile(
    r"(?:ここに公布する|次のように定める|次のとおり定める|を制定する|を定める|公布する)。$"
)
_MARKS = "○◯〇●◎□■"
_TITLE_END = re.compile(
    "(?:条例|規則|規程|要綱|要領|訓令|告示|法律?|令|基準|会則|規約|指針|方針|について|の件)(?:抄)?$"
)


@dataclass(slots=True)
class Header:
    """What stood before the first provision: the title, the number, the 和暦 of promulgation, the rest."""

    title: str = ""
    number: str = ""
    promulgated: str = ""
    rest: list[Line] = field(default_factory=list)


def body_start(lines: Sequence[Line]) -> int:
    """Return the index of the first line that is a provision or a heading; ``len(lines)`` if none is."""
    for index, line in enumerate(lines):
        if _starts_body(line.text, lines[index + 1].text if index + 1 < len(lines) else "", first=index == 0):
            return index
    return len(lines)


def _starts_body(text: str, after: str, *, first: bool) -> bool:
    if suppl_law(text) is not None or is_preamble(text):
        return True
    mark = article_mark(text) or heading_mark(text)
    if mark is not None and (mark.firm or mark.first == (1,)):
        return True
    if caption_text(text) is not None and after:
        follower = article_mark(after) or heading_mark(after) or _opens_numbers(after)
        return bool(follower) and not _NUMBER.search(text)
    return not first and (_opens_numbers(text) or appendix(text) is not None)


def _opens_numbers(text: str) -> bool:
    mark = dai_mark(text) or number_mark(text)
    return mark is not None and mark.firm and mark.first in ((1,), (2,), (0,))


def read_header(lines: Sequence[Line]) -> Header:
    """Read the lines before the first provision; ``rest`` is neither title, number nor history."""
    header = Header()
    for position, line in enumerate(lines):
        text = line.text
        bare = text.strip(_MARKS + " 　")
        if text[0] in _MARKS and bare and not header.title:
            header.title = bare
        elif _HISTORY.match(text) or _is_number_line(bare, header):
            continue
        elif not header.title and not bare.endswith("。") and len(bare) <= 200:
            header.title = bare
        elif _title_goes_on(header, lines, position):
            header.title += bare
        else:
            header.rest.append(line)
    if header.promulgated and header.number and find_wareki(header.number) is None:
        header.number = header.promulgated[: header.promulgated.index("年") + 1] + header.number
    header.title = re.sub(r"[ 　]+", lambda gap: "" if len(header.title) < 12 else gap[0], header.title)
    return header


def _title_goes_on(header: Header, lines: Sequence[Line], position: int) -> bool:
    text = lines[position].text
    above = lines[position - 1].text.strip(_MARKS + " 　") if position else ""
    broken = header.title.endswith(above) and bool(above) and not _TITLE_END.search(header.title)
    return broken and not text.endswith("。") and bool(_TITLE_END.search(text))


def _is_number_line(text: str, header: Header) -> bool:
    """Take a 例規番号 or a date line into the header; later ones are the history of amendments (改正沿革)."""
    bare = text.strip("（()）〔〕[] 　")
    if bare.endswith("。") or len(bare) > 60:
        return False
    number = _NUMBER.search(bare)
    found = find_wareki(bare)
    whole = WAREKI.sub("", _NUMBER.sub("", bare)).strip("（()）〔〕[] 　公布施行制定、,・")
    if (number is None and found is None) or whole:
        return False
    if number is not None and not header.number:
        header.number = _numbered(bare, number)
    if found is not None and not header.promulgated:
        header.promulgated = found[0]
    return True


def _numbered(text: str, number: re.Match[str]) -> str:
    """Return the number with the year in front: 平成15年3月20日条例第46号 is cited as 平成15年条例第46号."""
    found = WAREKI.search(text)
    bare = number[0]
    if found is None:
        return bare
    act = bare[bare.index(found[0]) + len(found[0]) :] if found[0] in bare else bare
    year = re.match(r".*?年", found[0])
    return f"{year[0] if year else ''}{act.strip(' 　')}"


def is_enacting(text: str) -> bool:
    """Tell whether a line is a 制定文 (…をここに公布する。, …を次のように定める。)."""
    return _ENACTING.search(text) is not None
