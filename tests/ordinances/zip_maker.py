"""A small ordinance, the zips it is packed in, and what reading them says."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from ordinances import ReadOutcome, read
from ordinances.limits import Limits

TEXT = "青葉市会議室使用規則\n\n第1条　会議室の鍵は、管理人が保管する。\n"
BYTES = TEXT.encode()
LAW = """<?xml version="1.0" encoding="UTF-8"?>
<Law Era="Reiwa" Year="2" Num="1" LawType="Act" Lang="ja"><LawNum>令和二年法律第一号</LawNum><LawBody>
<LawTitle>掲示板法</LawTitle><MainProvision><Article Num="1"><ArticleTitle>第一条</ArticleTitle>
<Paragraph Num="1"><ParagraphNum/><ParagraphSentence><Sentence>掲示板を置く。</Sentence></ParagraphSentence>
</Paragraph></Article></MainProvision></LawBody></Law>""".encode()


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def with_raw_name(content: bytes, placeholder: str, name: bytes) -> bytes:
    """Put other bytes of the same length in place of a member's name, as foreign packers write them."""
    assert len(placeholder) == len(name)
    return content.replace(placeholder.encode(), name)


def read_all(*paths: Path, limits: Limits | None = None) -> list[ReadOutcome]:
    return list(read(paths, limits=limits))


def said(outcomes: list[ReadOutcome]) -> dict[str, str]:
    return {outcome.source: outcome.status for outcome in outcomes}
