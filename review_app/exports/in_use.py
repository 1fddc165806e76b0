"""The layout exports use when none is given: the city's own mapping file, in the words of the city's pick lists."""

from __future__ import annotations

from review_app.exports import layout as layouts
from review_app.exports.layout import Layout
from review_app.ledger import Ledger
from review_app.workflow import picklists, sheet_layouts
from review_app.workflow.sheet_layouts import LayoutFile


def in_use(ledger: Ledger, given: Layout | None = None) -> Layout:
    """The layout given, else the city's, else tenken's own, each with the city's pick lists.

    Raises InvalidInputError when the city's file does not fit this version of tenken any more.
    """
    return (given or _citys(ledger) or layouts.standard()).in_words_of(picklists.in_force(ledger))


def _citys(ledger: Ledger) -> Layout | None:
    file = sheet_layouts.stored(ledger)
    return layouts.parse(file.text.encode(), file.name) if file else None


def keep(ledger: Ledger, person_id: str, name: str, data: bytes, seen_revision: int) -> Layout:
    """Check an uploaded mapping file and use it from now on; gives it as read.

    Raises InvalidInputError naming the place, NotAllowedError, StaleRevisionError.
    """
    sheet_layouts.shown(ledger, person_id)  # who may not change it is not told what is wrong with it
    layout = layouts.parse(data, name)
    sheet_layouts.keep(ledger, person_id, LayoutFile(name[:100], data.decode("utf-8-sig")), seen_revision)
    return layout


def template(ledger: Ledger) -> str:
    """The mapping file in use, to be downloaded, changed and uploaded again."""
    file = sheet_layouts.stored(ledger)
    return file.text if file else layouts.template()
