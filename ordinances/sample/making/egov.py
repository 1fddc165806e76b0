"""A master as e-Gov 法令標準XML v3 (``XMLSchemaForJapaneseLaw_v3``)."""

from __future__ import annotations

from lxml import etree

from ordinances.sample.making.master import Kind, Line, Master
from ordinances.wareki import parse_wareki

_ERAS = {"昭和": "Showa", "平成": "Heisei", "令和": "Reiwa"}
_FIRST_YEARS = {"昭和": 1925, "平成": 1988, "令和": 2018}
# What an element of a line's kind may stand in; the innermost one open is taken.
_PARENTS = {
    Kind.CHAPTER: ("MainProvision",),
    Kind.ARTICLE: ("Chapter", "MainProvision"),
    Kind.PARAGRAPH: ("Article", "SupplProvision"),
    Kind.TEXT: ("SupplProvision",),
    Kind.ITEM: ("Paragraph",),
    Kind.SUBITEM: ("Item",),
    Kind.SUBSUBITEM: ("Subitem1",),
}
_NAMES = {Kind.ITEM: "Item", Kind.SUBITEM: "Subitem1", Kind.SUBSUBITEM: "Subitem2"}


def egov_xml(master: Master) -> bytes:
    """Give the XML of one ordinance."""
    law = etree.Element("Law", _promulgation(master))
    etree.SubElement(law, "LawNum").text = master.first(Kind.DATE) + master.first(Kind.NUMBER)
    body = etree.SubElement(law, "LawBody")
    etree.SubElement(body, "LawTitle").text = master.title
    writer = _Writer(body)
    for line in master.body:
        writer.line(line)
    return etree.tostring(law, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _promulgation(master: Master) -> dict[str, str]:
    printed = master.first(Kind.DATE)
    day = parse_wareki(printed)
    if day is None:
        raise ValueError(f"{master.title}: {printed} is no date")
    era = printed[:2]
    return {
        "Era": _ERAS[era],
        "Year": str(day.year - _FIRST_YEARS[era]),
        "Num": "1",
        "LawType": "Misc",
        "Lang": "ja",
        "PromulgateMonth": str(day.month),
        "PromulgateDay": str(day.day),
    }


class _Writer:
    """Keeps the elements that are open and puts each line where it belongs."""

    def __init__(self, body: etree._Element) -> None:
        self.body = body
        self.open = [etree.SubElement(body, "MainProvision")]
        self.caption = ""

    def line(self, line: Line) -> None:
        """Write one line."""
        if line.kind is Kind.CAPTION:
            self.caption = line.text
        elif line.kind is Kind.SUPPL:
            self._suppl(line)
        elif line.kind is Kind.TABLE:
            self._table(line)
        elif line.kind is Kind.ROW:
            self._row(line)
        elif line.kind is Kind.CHAPTER:
            chapter = self._enter(line.kind, "Chapter", line.number)
            etree.SubElement(chapter, "ChapterTitle").text = line.printed
        elif line.kind is Kind.ARTICLE:
            self._article(line)
        elif line.kind in (Kind.PARAGRAPH, Kind.TEXT):
            self._paragraph(line.kind, line.label, line.text)
        else:
            self._item(line)

    def _enter(self, kind: Kind, tag: str, number: str = "") -> etree._Element:
        """Open an element where its kind belongs; without a number it is counted there."""
        while self.open[-1].tag not in _PARENTS[kind]:
            self.open.pop()
        number = number or str(1 + len(self.open[-1].findall(tag)))
        self.open.append(etree.SubElement(self.open[-1], tag, Num=number))
        return self.open[-1]

    def _article(self, line: Line) -> None:
        article = self._enter(line.kind, "Article", line.number)
        if self.caption:
            etree.SubElement(article, "ArticleCaption").text = self.caption
            self.caption = ""
        etree.SubElement(article, "ArticleTitle").text = line.label
        self._paragraph(Kind.PARAGRAPH, "", line.text)

    def _paragraph(self, kind: Kind, label: str, text: str) -> None:
        paragraph = self._enter(kind, "Paragraph")
        if self.caption:
            etree.SubElement(paragraph, "ParagraphCaption").text = self.caption
            self.caption = ""
        etree.SubElement(paragraph, "ParagraphNum").text = label
        _sentence(etree.SubElement(paragraph, "ParagraphSentence"), text)

    def _item(self, line: Line) -> None:
        name = _NAMES[line.kind]
        item = self._enter(line.kind, name)
        etree.SubElement(item, f"{name}Title").text = line.label
        _sentence(etree.SubElement(item, f"{name}Sentence"), line.text)

    def _suppl(self, line: Line) -> None:
        suppl = etree.SubElement(self.body, "SupplProvision")
        if line.text:
            suppl.set("AmendLawNum", line.text.strip("（）"))
        etree.SubElement(suppl, "SupplProvisionLabel").text = line.label
        self.open = [suppl]

    def _table(self, line: Line) -> None:
        table = etree.SubElement(self.body, "AppdxTable")
        etree.SubElement(table, "AppdxTableTitle").text = line.label
        etree.SubElement(table, "RelatedArticleNum").text = line.text
        struct = etree.SubElement(table, "TableStruct")
        self.open = [etree.SubElement(struct, "Table")]

    def _row(self, line: Line) -> None:
        row = etree.SubElement(self.open[-1], "TableRow")
        for cell in line.cells:
            _sentence(etree.SubElement(row, "TableColumn"), cell)


def _sentence(parent: etree._Element, text: str) -> None:
    etree.SubElement(parent, "Sentence").text = text
