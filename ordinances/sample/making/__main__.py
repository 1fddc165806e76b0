"""Write the city's files, ``labels.tsv`` and ``departments.tsv`` from the masters."""

from __future__ import annotations

from collections.abc import Iterator

from ordinances.sample import CITY, DEPARTMENTS, LABELS
from ordinances.sample.making.archive import cp932_zip
from ordinances.sample.making.egov import egov_xml
from ordinances.sample.making.master import Master, read_master
from ordinances.sample.making.page import page
from ordinances.sample.making.pdf import pdf
from ordinances.sample.making.plain import plain_text
from ordinances.sample.making.vendor_html import d1_law, reiki_base
from ordinances.sample.making.word import word

MASTERS = CITY.parent / "masters"
OFFICES = CITY.parent / "offices.tsv"
_WRITERS = {"xml": egov_xml, "reikibase": reiki_base, "d1law": d1_law, "html": page, "docx": word, "pdf": pdf}


def masters() -> list[Master]:
    """Read all masters, in the order of the city's 体系."""
    return [read_master(path) for path in sorted(MASTERS.glob("*.txt"))]


def files(all_masters: list[Master]) -> Iterator[tuple[str, bytes]]:
    """Yield (path within the city, content) of every file."""
    archives: dict[str, dict[str, bytes]] = {}
    for master in all_masters:
        if "zip" in master.format:
            archive, member = master.path.rsplit("/", 1)
            archives.setdefault(archive, {})[member] = plain_text(master)
        else:
            yield master.path, _WRITERS.get(master.format[0], plain_text)(master)
    for archive, members in archives.items():
        yield archive, cp932_zip(members)


def labels(all_masters: list[Master]) -> str:
    """Give ``labels.tsv``; ``digital_alternative`` is 1 or 0 where a label is given."""
    rows = ["file\tlocator\tlabels\tmodality\tdigital_alternative\tnote"]
    for master in all_masters:
        for mark in master.marks:
            alternative = "-" if mark.modality == "-" else str(int("digital_alternative" in mark.notes))
            cells = (
                master.path,
                mark.locator,
                mark.labels,
                mark.modality,
                alternative,
                ",".join(mark.notes) or "-",
            )
            rows.append("\t".join(cells))
    return "\n".join(rows) + "\n"


def departments(all_masters: list[Master]) -> str:
    """Give ``departments.tsv``: ordinance file, 部, 課 code and name."""
    offices = {row.split("\t")[0]: row for row in OFFICES.read_text(encoding="utf-8").splitlines()[1:]}
    rows = ["file\tcode\tdivision\tname"]
    rows += [f"{master.path}\t{offices[master.department]}" for master in all_masters]
    return "\n".join(rows) + "\n"


def main() -> None:
    """Write everything anew."""
    all_masters = masters()
    for path, content in files(all_masters):
        (CITY / path).parent.mkdir(parents=True, exist_ok=True)
        (CITY / path).write_bytes(content)
    LABELS.write_text(labels(all_masters), encoding="utf-8")
    DEPARTMENTS.write_text(departments(all_masters), encoding="utf-8")


if __name__ == "__main__":
    main()
