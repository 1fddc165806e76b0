"""Lines of one ordinance to its tree: header, 目次, body, in that order."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from ordinances.grammar.body import Body
from ordinances.grammar.header import Header, body_start, is_enacting, read_header
from ordinances.grammar.headings import is_preamble
from ordinances.grammar.lines import Line, prepare
from ordinances.grammar.marks import article_mark, heading_mark
from ordinances.grammar.preamble import preamble_provisions
from ordinances.grammar.toc import without_toc
from ordinances.kinds import kind_of
from ordinances.model import Ordinance, Promulgation
from ordinances.readers.errors import ReadError
from ordinances.wareki import parse_wareki


def parse(
    lines: Sequence[str],
    source: str,
    *,
    encoding: str = "",
    title: str = "",
    number: str = "",
    promulgated: str = "",
    notes: tuple[str, ...] = (),
) -> Ordinance:
    """Read the lines of one ordinance (本文の行) into a tree.

    ``title``, ``number`` (例規番号) and ``promulgated`` (和暦) override what the lines say; ``notes`` are
    passed on. Raises ``ReadError`` when the lines are empty or hold nothing recognisable.
    """
    ready = without_toc(prepare(lines))
    if not ready:
        raise ReadError("文章が空です。")
    start = body_start(ready)
    header = read_header(ready[:start])
    preamble, loose = _loose_text(header, ready[start:])
    body, preamble = _preamble_in(ready[start:], preamble)
    provisions = (*preamble_provisions(preamble), *Body([*loose, *body]).read())
    _check(header, ready, start)
    number = number or header.number
    title = title or header.title or PurePosixPath(source).stem
    printed = promulgated or header.promulgated
    return Ordinance(
        source=source,
        title=title,
        number=number,
        kind=kind_of(title, number),
        promulgation=Promulgation(printed, parse_wareki(printed)),
        encoding=encoding,
        provisions=provisions,
        notes=notes,
    )


def _loose_text(header: Header, body: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Part the text before the first mark into preamble and first paragraph.

    When the body opens with an article or a chapter, all of it is 制定文 or 前文; otherwise its sentences are
    the unnumbered paragraphs of the 本則.
    """
    if body and (is_preamble(body[0].text) or any(map(_article_like, (line.text for line in body[:2])))):
        return header.rest, []
    enacting = [line for line in header.rest if is_enacting(line.text)]
    return enacting, [line for line in header.rest if line not in enacting]


def _article_like(text: str) -> bool:
    return article_mark(text) is not None or heading_mark(text) is not None


def _preamble_in(body: list[Line], preamble: list[Line]) -> tuple[list[Line], list[Line]]:
    """Move a 前文 that stands under its own heading into the preamble."""
    if not body or not is_preamble(body[0].text):
        return body, preamble
    end = 1 + body_start(body[1:])
    return body[end:], [*preamble, *body[1:end]]


def _check(header: Header, lines: Sequence[Line], start: int) -> None:
    """Raise when nothing tells that this is an ordinance: no provision, no number, and not even sentences."""
    if start < len(lines) or (header.number and header.rest):
        return
    if header.title and not header.rest:
        raise ReadError("題名だけで本文がありません。本文のあるファイルかどうか確かめてください。")
    raise ReadError("条・項・号・附則のいずれも見つかりません。例規の本文かどうか確かめてください。")
