"""Citations of laws and ordinances in a text (法令・例規の引用) and the abbreviations an ordinance defines.

All work is done on the *surface* of a text: NFKC-normalised, without white space and bracketed asides, kana
as printed. Abbreviations are defined in the asides:
「建築基準法（昭和25年法律第201号。以下「法」という。）」.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from extractor.attributes.packs import SurfaceRegex, Table, load
from extractor.reading import asides


class TitleAlias(Table):
    """An abbreviation that an ordinance's own title implies (○○法施行規則: 法)."""

    title: SurfaceRegex
    alias: str


class AuthorityTable(Table):
    """``authority.yaml``."""

    name: SurfaceRegex
    known_titles: tuple[str, ...]
    leading_words: SurfaceRegex
    subject_words: SurfaceRegex
    itself: SurfaceRegex
    short_names: tuple[str, ...]
    article: SurfaceRegex
    alias_words: tuple[str, ...]
    alias: SurfaceRegex
    same_law: SurfaceRegex
    grounds: SurfaceRegex
    purpose_captions: SurfaceRegex
    purpose_grounds: SurfaceRegex
    own_names: SurfaceRegex
    titles: tuple[TitleAlias, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation: ``law`` resolved to its title, ``article`` as cited (``第16条第4項`` or ``""``).

    ``after`` is the text that follows it, by which one tells what the citation is for; ``start`` its place.
    """

    law: str
    article: str
    after: str
    start: int

    @property
    def is_ground(self) -> bool:
        """Whether the text rests on the citation (の規定により) and does not merely name it."""
        return authority_table().grounds.search(self.after) is not None

    @property
    def is_own(self) -> bool:
        """Whether what is cited is the city's own (条例, 規則 …), which it can change by itself."""
        return authority_table().own_names.search(self.law) is not None


@cache
def authority_table() -> AuthorityTable:
    """Return ``authority.yaml``."""
    return load(AuthorityTable, "authority")


def citations(surface: str, aliases: Mapping[str, str]) -> list[Citation]:
    """Find the citations of a surface, in order, abbreviations and 同法 resolved."""
    found: list[Citation] = []
    for start, end, name in _names(surface, aliases):
        if authority_table().itself.search(surface[max(start - 2, 0) : start]):
            continue
        law = _resolved(name, aliases, found)
        article = authority_table().article.match(surface, end)
        stop = article.end() if article else end
        # 「条例の規定により」 of no ordinance in particular names nothing to go to.
        if law and (article or law not in authority_table().short_names):
            found.append(Citation(law, article[0] if article else "", surface[stop : stop + 80], start))
    return found


def _names(surface: str, aliases: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, name) of full titles, abbreviations followed by an article, and 同法."""
    taken: list[tuple[int, int, str]] = []
    for title in authority_table().known_titles:
        taken.extend((m.start(), m.end(), title) for m in re.finditer(re.escape(title), surface))
    short = _short_regex(frozenset(aliases))
    for pattern in (authority_table().same_law, short, authority_table().name):
        for match in pattern.finditer(surface):
            if not any(match.start() < end and start < match.end() for start, end, _ in taken):
                taken.append((match.start(), match.end(), match[0]))
    yield from sorted(taken)


@cache
def _short_regex(aliases: frozenset[str]) -> re.Pattern[str]:
    """Abbreviations: not preceded by a letter of a longer name; a bare one only with an article or の規定."""
    names = sorted({*aliases, *authority_table().short_names}, key=len, reverse=True)
    choice = "|".join(map(re.escape, names))
    return re.compile(
        rf"(?<![一-龥々ァ-ヴー])(?:{choice})(?:施行令|施行規則)?(?=第[0-9〇一二三四五六七八九十百]|の規定)"
    )


def _resolved(name: str, aliases: Mapping[str, str], before: Iterable[Citation]) -> str:
    """Give the title a name stands for; ``""`` for a 同法 that follows nothing."""
    if same := authority_table().same_law.fullmatch(name):
        kind = {"法": ("法", "法律"), "令": ("令",)}.get(same["kind"], (same["kind"],))
        return next((one.law for one in reversed(list(before)) if one.law.endswith(kind)), "")
    for suffix in ("施行令", "施行規則", ""):
        stem = name.removesuffix(suffix)
        if name.endswith(suffix) and stem in aliases:
            return aliases[stem] + suffix
    return authority_table().subject_words.sub("", authority_table().leading_words.sub("", name))


def aliases_in(text: str, known: Mapping[str, str]) -> dict[str, str]:
    """Read the abbreviations of laws a text defines in its asides, resolved with those ``known`` before."""
    # A wide space sets a defined term apart from its definition (特定動物　動物の愛護…); others are stray.
    normal = "".join(unicodedata.normalize("NFKC", text.replace("\u3000", "、")).split())
    defined: dict[str, str] = {}
    for start, end in asides(normal):
        alias = authority_table().alias.search(normal, start, end)
        name = _name_before(_without_asides(normal[:start])) if alias else ""
        if alias and name:
            defined[alias["alias"]] = _resolved(name, {**known, **defined}, ())
    return defined


def _without_asides(normal: str) -> str:
    for start, end in reversed(asides(normal)):
        normal = normal[:start] + normal[end:]
    return normal


def _name_before(surface: str) -> str:
    """Return the title of a law that ends where ``surface`` ends, or ``""``."""
    for title in authority_table().known_titles:
        if surface.endswith(title):
            return title
    last = list(authority_table().name.finditer(surface[-80:]))[-1:]
    return last[0][0] if last and last[0].end() == len(surface[-80:]) else ""


def aliases_of_title(title: str) -> dict[str, str]:
    """Read the abbreviations an ordinance's title implies (○○条例施行規則: 条例 is ○○条例)."""
    surface = "".join(unicodedata.normalize("NFKC", title).split())
    found: dict[str, str] = {}
    for one in authority_table().titles:
        if match := one.title.search(surface):
            found.setdefault(one.alias, match["name"])
    return found
