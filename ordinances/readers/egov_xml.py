"""e-Gov 法令標準XML v3 (``XMLSchemaForJapaneseLaw_v3``) to an Ordinance.

A quoted amendment (AmendProvision, QuoteStruct) and an unnumbered list (List) belong to the text of the
paragraph or item they stand in, on lines of their own, as they do in print.
"""

from __future__ import annotations

from datetime import date

from lxml import etree

from ordinances.kinds import kind_of
from ordinances.model import Ordinance, OrdinanceKind, Promulgation, Provision
from ordinances.readers.egov_text import inline
from ordinances.readers.egov_tree import provisions
from ordinances.readers.errors import ReadError
from ordinances.wareki import ERAS, find_wareki, format_wareki

_ERA_NAMES = {"Meiji": "明治", "Taisho": "大正", "Showa": "昭和", "Heisei": "平成", "Reiwa": "令和"}
_KINDS = {
    "Act": OrdinanceKind.ACT,
    "CabinetOrder": OrdinanceKind.CABINET_ORDER,
    "ImperialOrder": OrdinanceKind.CABINET_ORDER,
    "MinisterialOrdinance": OrdinanceKind.MINISTERIAL_ORDER,
    "Rule": OrdinanceKind.RULE,
}


def read_egov_xml(data: bytes, source: str) -> Ordinance:
    """Read one law; raises ``ReadError`` for broken XML or a document that is not 法令標準XML.

    Entities are not expanded, nothing is fetched, and lxml's own limits on depth and size stay on, since the
    file may be hostile.
    """
    law = _law(data)
    body = law.find("LawBody")
    if body is None:
        raise ReadError("法令標準XMLの本文（LawBody）がありません。法令データを取得し直してください。")
    title, number = inline(body.find("LawTitle")), inline(law.find("LawNum"))
    return Ordinance(
        source=source,
        title=title,
        number=number,
        kind=_KINDS.get(law.get("LawType", "")) or kind_of(title, number),
        promulgation=_promulgation(law, number),
        provisions=_provisions(body),
    )


def _law(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f"（{line}行目）" if line else ""
        raise ReadError(f"XMLとして読めません{place}。ファイルが壊れていないか確かめてください。") from error
    law = root if root.tag == "Law" else root.find(".//Law")
    if law is None:
        raise ReadError("法令標準XMLではないXMLです（Law要素がありません）。対応する形式に変換してください。")
    return law


def _provisions(body: etree._Element) -> tuple[Provision, ...]:
    """Return the whole law in document order, the 本則 without a node of its own."""
    main = body.find("MainProvision")
    if main is None:
        return provisions(body)
    before, after = list(main.itersiblings(preceding=True))[::-1], list(main.itersiblings())
    return (*provisions(before), *provisions(main), *provisions(after))


def _promulgation(law: etree._Element, number: str) -> Promulgation:
    """Return the 公布日 of Law's attributes (Era, Year, PromulgateMonth …), else the year in the number."""
    first = dict(ERAS).get(_ERA_NAMES.get(law.get("Era", ""), ""))
    try:
        year, month, day = (int(law.get(name, "")) for name in ("Year", "PromulgateMonth", "PromulgateDay"))
        if first is not None:
            date_of = date(first.year + year - 1, month, day)
            return Promulgation(format_wareki(date_of), date_of)
    except ValueError:
        pass
    printed = find_wareki(number)
    return Promulgation(printed[0] if printed else "")
