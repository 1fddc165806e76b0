"""The prefecture view (県域の横断表示): a folder of Parquet results asked by DuckDB, across municipalities.

Reads what ``extractor.cluster`` wrote and the open-data CSVs that municipalities publish; writes nothing. The
headings of a CSV are those of tenken's own open data or the usual ones (``_HEADINGS``); rows without a text
of the clause cannot be compared and are left out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extractor.scoring import THRESHOLD
from extractor.similar import fingerprint
from review_app.ledger.connection import fetch
from review_app.ledger.errors import LedgerError

# A published table of one municipality has some thousand rows.
LARGEST_CSV = 64 * 2**20
_CODE = re.compile(r"(?<!\d)\d{5,6}(?!\d)")
_HEADINGS = {
    "text": ("条文", "規定内容", "条項の内容", "該当条文"),
    "label": ("規制区分", "規制の類型", "アナログ規制項目"),
    "policy": ("見直し方針", "見直しの方針", "対応方針"),
    "phase_target": ("見直し後PHASE", "目標PHASE"),
    "state": ("状態", "進捗", "対応状況"),
    "title": ("例規名", "条例等の名称", "例規の名称"),
    "locator": ("条項号", "条項"),
}
_DECISIONS = pa.schema([(name, pa.string()) for name in ("municipality", "fingerprint", *_HEADINGS)])
_SHARED = """
SELECT fingerprint, label, count(DISTINCT municipality) AS municipalities, count(*) AS clauses,
       first(text ORDER BY length(text), text) AS text
FROM candidate GROUP BY fingerprint, label HAVING count(DISTINCT municipality) > 1
ORDER BY municipalities DESC, clauses DESC, fingerprint, label LIMIT ?
"""
_SAME = """
SELECT DISTINCT municipality, title, locator, label, phase, text FROM candidate WHERE fingerprint = ?
ORDER BY municipality, title, locator, label
"""
_DECIDED = """
SELECT municipality, title, locator, label, policy, phase_target, state FROM decision WHERE fingerprint = ?
ORDER BY municipality, title, locator, label
"""
_COUNTS = """
SELECT municipality, label, phase, count(*) AS count FROM candidate
GROUP BY municipality, label, phase ORDER BY municipality, label, phase
"""


@dataclass(frozen=True, slots=True)
class Prefecture:
    """The results of many municipalities and their published decisions. ``close`` it when done."""

    connection: duckdb.DuckDBPyConnection

    @classmethod
    def open(cls, candidates: Sequence[Path], published: Sequence[Path] = ()) -> Prefecture:
        """Open candidate Parquet files and read open-data CSVs; candidates under the threshold are left out.

        Raises LedgerError (Japanese) for a file that cannot be read or has no text of clauses.
        """
        decisions = [row for path in published for row in _decisions(path)]
        connection = duckdb.connect(":memory:")
        try:
            files = [str(path) for path in candidates]
            connection.read_parquet(files).filter(f"score >= {THRESHOLD}").create("candidate")
            connection.from_arrow(pa.Table.from_pylist(decisions, _DECISIONS)).create("decision")
        except duckdb.Error as error:
            connection.close()
            reason = str(error).splitlines()[0]
            raise LedgerError(f"抽出の結果を読めません。作り直してください（{reason}）。") from error
        return cls(connection)

    def close(self) -> None:
        """Let the files go."""
        self.connection.close()

    def shared(self, limit: int = 50) -> list[dict[str, Any]]:
        """The clause patterns that most municipalities share: fingerprint, label, counts, a text."""
        return self._rows(_SHARED, [limit])

    def same(self, text: str) -> list[dict[str, Any]]:
        """Where a clause of the same pattern as ``text`` stands."""
        return self._rows(_SAME, [fingerprint(text)])

    def decided(self, text: str) -> list[dict[str, Any]]:
        """How municipalities decided a clause of the same pattern, by what they published."""
        return self._rows(_DECIDED, [fingerprint(text)])

    def counts(self) -> list[dict[str, Any]]:
        """Candidates by municipality, label and PHASE (None: not classed)."""
        return self._rows(_COUNTS, [])

    def _rows(self, sql: str, params: Sequence[object]) -> list[dict[str, Any]]:
        cursor = self.connection.cursor()
        try:
            return fetch(cursor, sql, params)
        finally:
            cursor.close()


def _decisions(path: Path) -> Iterator[dict[str, str]]:
    """Read one published CSV; the municipality is the code in its name or folder, else the file's name."""
    reader = csv.reader(io.StringIO(_text(path)), strict=False)
    try:
        places = _places(path, next(reader, []))
        for row in reader:
            cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
            if cells["text"].strip():
                about = {"municipality": _municipality(path), "fingerprint": fingerprint(cells["text"])}
                yield about | {name: cells.get(name, "") for name in _HEADINGS}
    except csv.Error as error:
        raise LedgerError(f"{path}: CSV として読めません（{reader.line_num}行目）。") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_CSV:
            raise LedgerError(f"{path}: 大きすぎます（{LARGEST_CSV // 2**20}MBまで）。分けてください。")
        data = path.read_bytes()
    except OSError as error:
        raise LedgerError(f"{path}: 読めません。場所と権限を確かめてください。") from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LedgerError(f"{path}: 文字コードが分かりません。UTF-8 で保存し直してください。")


def _places(path: Path, headings: Sequence[str]) -> dict[str, int]:
    known = {heading.strip(): place for place, heading in enumerate(headings)}
    places = {
        name: known[heading]
        for name, words in _HEADINGS.items()
        for heading in words[::-1]
        if heading in known
    }
    if "text" not in places:
        words = "・".join(_HEADINGS["text"])
        raise LedgerError(f"{path}: 1行目に条文の列（{words}）がありません。")
    return places


def _municipality(path: Path) -> str:
    found = _CODE.search(path.stem) or _CODE.search(path.parent.name)
    return found[0] if found else path.stem
