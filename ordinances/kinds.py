"""What kind of 例規 a document is, told from its number and its title."""

from __future__ import annotations

from ordinances.model import OrdinanceKind

# Looked for in order; the number decides before the title (○○条例施行規則 is a 規則 by its number).
_IN_NUMBER: tuple[tuple[str, OrdinanceKind], ...] = (
    ("条例", OrdinanceKind.ORDINANCE),
    ("規則", OrdinanceKind.RULE),
    ("規程", OrdinanceKind.REGULATION),
    ("訓令", OrdinanceKind.REGULATION),
    ("要綱", OrdinanceKind.GUIDELINE),
    ("告示", OrdinanceKind.NOTICE),
    ("公告", OrdinanceKind.NOTICE),
    ("政令", OrdinanceKind.CABINET_ORDER),
    ("勅令", OrdinanceKind.CABINET_ORDER),
    ("省令", OrdinanceKind.MINISTERIAL_ORDER),
    ("府令", OrdinanceKind.MINISTERIAL_ORDER),
    ("法律", OrdinanceKind.ACT),
)
_TITLE_ENDS: tuple[tuple[str, OrdinanceKind], ...] = (
    ("条例", OrdinanceKind.ORDINANCE),
    ("規則", OrdinanceKind.RULE),
    ("規程", OrdinanceKind.REGULATION),
    ("訓令", OrdinanceKind.REGULATION),
    ("要綱", OrdinanceKind.GUIDELINE),
    ("要領", OrdinanceKind.GUIDELINE),
    ("指針", OrdinanceKind.GUIDELINE),
    ("会則", OrdinanceKind.GUIDELINE),
    ("規約", OrdinanceKind.GUIDELINE),
    ("告示", OrdinanceKind.NOTICE),
    ("基準", OrdinanceKind.GUIDELINE),
    ("施行令", OrdinanceKind.CABINET_ORDER),
    ("法", OrdinanceKind.ACT),
)


def kind_of(title: str, number: str) -> OrdinanceKind:
    """Return the kind named by the 例規番号, else by how the title ends, else ``OTHER``.

    A 要綱 or 要領 is usually issued by a 告示 or 訓令, so there the title decides.
    """
    by_title = _kind_by_title(title)
    if by_title is OrdinanceKind.GUIDELINE:
        return by_title
    for word, kind in _IN_NUMBER:
        if word in number:
            return by_title if kind is OrdinanceKind.NOTICE and by_title is not OrdinanceKind.OTHER else kind
    return by_title


def _kind_by_title(title: str) -> OrdinanceKind:
    bare = title.rstrip("抄 　")
    return next((kind for word, kind in _TITLE_ENDS if bare.endswith(word)), OrdinanceKind.OTHER)
