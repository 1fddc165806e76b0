"""Amending an ordinance with the right matching known: each text carries a private mark through the change.

The marks are characters of Unicode's private use area in front of each text; they are taken off again before
the matcher sees anything.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ordinances import Clause, Level, Ordinance, Provision, clauses

_MARK = re.compile("\ue000(\\d+)\ue001")
# One-sided word changes as amendments make them; both directions are drawn.
_WORDS = (
    ("しなければならない", "するよう努めなければならない"),
    ("ものとする", "ことができる"),
    ("書面", "書面又は電磁的記録"),
    ("に掲示", "に掲示し、又はインターネットの利用により公衆の閲覧に供"),
    ("遅滞なく", "速やかに"),
    ("都道府県知事", "市町村長"),
    ("届け出", "電子情報処理組織を使用して届け出"),
    ("三十日", "六十日"),
    ("毎年", "三年ごとに"),
    ("場合においては", "ときは"),
    ("政令で", "主務省令で"),
    ("者は、", "者（法人を含む。）は、"),
)
Paragraphs = tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """Old and new clauses, and for each new one the old ones it comes from (none: it is new)."""

    old: list[Clause]
    new: list[Clause]
    origins: list[tuple[int, ...]]


def mark(provisions: Sequence[Provision]) -> tuple[Provision, ...]:
    """Put a number in front of every text."""
    count = iter(range(1_000_000))

    def walk(node: Provision) -> Provision:
        text = f"\ue000{next(count)}\ue001{node.text}" if node.text else ""
        return replace(node, text=text, children=tuple(walk(child) for child in node.children))

    return tuple(walk(node) for node in provisions)


def truth(before: Ordinance, after: Ordinance) -> Truth:
    """Read both marked trees into clauses and take the marks off."""
    old, new = clauses(before), clauses(after)
    place = {number: at for at, clause in enumerate(old) for number in _MARK.findall(clause.text)[:1]}
    origins = [tuple(place[n] for n in _MARK.findall(clause.text) if n in place) for clause in new]
    return Truth([_clean(clause) for clause in old], [_clean(clause) for clause in new], origins)


def _clean(clause: Clause) -> Clause:
    return replace(clause, text=_bare(clause.text), lead=tuple(_bare(text) for text in clause.lead))


def _bare(text: str) -> str:
    return _MARK.sub("", text)


def renumber(nodes: Sequence[Provision], level: Level, first: int = 1) -> tuple[Provision, ...]:
    """Number the nodes of a level one after another; branch numbers (5_2) disappear."""
    out, number = [], first
    for node in nodes:
        if node.level is not level:
            out.append(node)
            continue
        label = f"第{number}条" if level is Level.ARTICLE else str(number) if node.label else ""
        out.append(replace(node, number=str(number), label=label))
        number += 1
    return tuple(out)


def change_words(text: str, rng: random.Random) -> str:
    """Change some words of a marked text; a text without any of them gets a clause put in."""
    bare = _bare(text)
    pairs = [(a, b) for a, b in _WORDS if a in bare and b not in bare]
    pairs += [(b, a) for a, b in _WORDS if b in bare]
    if pairs:
        for a, b in rng.sample(pairs, min(len(pairs), rng.randint(1, 2))):
            text = text.replace(a, b)
        return text
    cut = text.find("、") + 1
    added = "特別の事情がある場合を除き、"
    return text[:cut] + added + text[cut:] if cut else text + "（これに準ずるものを含む。）"


def edit_at(nodes: Sequence[Provision], at: int, new: Sequence[Provision]) -> tuple[Provision, ...]:
    """The nodes with the one at ``at`` replaced by ``new``."""
    return (*nodes[:at], *new, *nodes[at + 1 :])


Amendment = Callable[[tuple[Provision, ...], random.Random, Sequence[Provision]], tuple[Provision, ...]]


def _articles(nodes: Sequence[Provision]) -> list[int]:
    return [at for at, node in enumerate(nodes) if node.level is Level.ARTICLE]


def insert_article(nodes: Paragraphs, rng: random.Random, foreign: Sequence[Provision]) -> Paragraphs:
    """Insert an article of another law and renumber all."""
    at = rng.choice(_articles(nodes))
    return renumber(edit_at(nodes, at, (nodes[at], rng.choice(foreign))), Level.ARTICLE)


def insert_branch(nodes: Paragraphs, rng: random.Random, foreign: Sequence[Provision]) -> Paragraphs:
    """Insert an article as 第N条の2 … without renumbering."""
    at = rng.choice(_articles(nodes))
    number = f"{nodes[at].number}_90"
    return edit_at(nodes, at, (nodes[at], replace(rng.choice(foreign), number=number, label="第九条の九十")))


def delete_article(nodes: Paragraphs, rng: random.Random, _foreign: Sequence[Provision]) -> Paragraphs:
    """Delete an article and close the gap."""
    places = _articles(nodes)
    if len(places) < 3:
        return nodes
    return renumber(edit_at(nodes, rng.choice(places), ()), Level.ARTICLE)


def blank_article(nodes: Paragraphs, rng: random.Random, _foreign: Sequence[Provision]) -> Paragraphs:
    """Leave an article as 第N条 削除."""
    at = rng.choice(_articles(nodes))
    gone = replace(nodes[at], caption="", children=(Provision(Level.PARAGRAPH, "1", text="削除"),), text="")
    return edit_at(nodes, at, (gone,))


def move_article(nodes: Paragraphs, rng: random.Random, _foreign: Sequence[Provision]) -> Paragraphs:
    """Move an article to another place and renumber all."""
    places = _articles(nodes)
    if len(places) < 3:
        return nodes
    at, to = rng.sample(places, 2)
    rest = list(edit_at(nodes, at, ()))
    rest.insert(to if to < at else to - 1, nodes[at])
    return renumber(rest, Level.ARTICLE)


def _in_article(
    nodes: Paragraphs, rng: random.Random, change: Callable[[Paragraphs], Paragraphs]
) -> Paragraphs:
    at = rng.choice(_articles(nodes))
    return edit_at(nodes, at, (replace(nodes[at], children=change(nodes[at].children)),))


def insert_paragraph(nodes: Paragraphs, rng: random.Random, foreign: Sequence[Provision]) -> Paragraphs:
    """Insert a 項 and renumber the rest."""

    def change(paragraphs: Paragraphs) -> Paragraphs:
        taken = rng.choice([p for article in foreign for p in article.children if p.text])
        at = rng.randrange(len(paragraphs) + 1)
        label = replace(taken, label="2")
        return renumber((*paragraphs[:at], label, *paragraphs[at:]), Level.PARAGRAPH)

    return _in_article(nodes, rng, change)


def delete_paragraph(nodes: Paragraphs, rng: random.Random, _foreign: Sequence[Provision]) -> Paragraphs:
    """Delete a 項 and close the gap."""

    def change(paragraphs: Paragraphs) -> Paragraphs:
        if len(paragraphs) < 2:
            return paragraphs
        return renumber(edit_at(paragraphs, rng.randrange(len(paragraphs)), ()), Level.PARAGRAPH)

    return _in_article(nodes, rng, change)


def split_paragraph(nodes: Paragraphs, rng: random.Random, _foreign: Sequence[Provision]) -> Paragraphs:
    """Cut a 項 of two sentences in two."""

    def change(paragraphs: Paragraphs) -> Paragraphs:
        wide = [at for at, p in enumerate(paragraphs) if "。" in p.text[:-20] and not p.children]
        if not wide:
            return paragraphs
        at = rng.choice(wide)
        node = paragraphs[at]
        cut = node.text.index("。") + 1
        number = _MARK.match(node.text)
        sign = number[0] if number else ""
        first, second = replace(node, text=node.text[:cut]), replace(node, text=sign + node.text[cut:])
        return renumber(edit_at(paragraphs, at, (first, replace(second, label="2"))), Level.PARAGRAPH)

    return _in_article(nodes, rng, change)


def merge_paragraphs(nodes: Paragraphs, rng: random.Random, _foreign: Sequence[Provision]) -> Paragraphs:
    """Join a 項 to the one before it."""

    def change(paragraphs: Paragraphs) -> Paragraphs:
        fit = [
            at
            for at in range(1, len(paragraphs))
            if not paragraphs[at].children and not paragraphs[at - 1].children and paragraphs[at].text
        ]
        if not fit:
            return paragraphs
        at = rng.choice(fit)
        both = replace(paragraphs[at - 1], text=paragraphs[at - 1].text + paragraphs[at].text)
        return renumber((*paragraphs[: at - 1], both, *paragraphs[at + 1 :]), Level.PARAGRAPH)

    return _in_article(nodes, rng, change)


def renumber_items(nodes: Paragraphs, rng: random.Random, foreign: Sequence[Provision]) -> Paragraphs:
    """Put a 号 in, or take one out, and renumber the rest."""
    listed = [
        (at, k)
        for at in _articles(nodes)
        for k, p in enumerate(nodes[at].children)
        if len([c for c in p.children if c.level is Level.ITEM]) > 1
    ]
    if not listed:
        return nodes
    at, k = rng.choice(listed)
    paragraph = nodes[at].children[k]
    place = rng.randrange(len(paragraph.children))
    if rng.random() < 0.5:
        items = edit_at(paragraph.children, place, ())
    else:
        text = rng.choice([p.text for article in foreign for p in article.children if p.text])
        fresh = Provision(Level.ITEM, "1", "1", text=text.split("、")[-1])
        items = (*paragraph.children[:place], fresh, *paragraph.children[place:])
    changed = replace(paragraph, children=renumber(items, Level.ITEM))
    return edit_at(nodes, at, (replace(nodes[at], children=edit_at(nodes[at].children, k, (changed,))),))


def reword(nodes: Paragraphs, rng: random.Random, _foreign: Sequence[Provision]) -> Paragraphs:
    """Change words in every tenth clause."""

    def walk(node: Provision) -> Provision:
        text = node.text
        if text and rng.random() < 0.1:
            text = change_words(text, rng)
        return replace(node, text=text, children=tuple(walk(child) for child in node.children))

    return tuple(walk(node) if node.level is Level.ARTICLE else node for node in nodes)


def rewrite(nodes: Paragraphs, rng: random.Random, foreign: Sequence[Provision]) -> Paragraphs:
    """全部改正: half the articles stay, in their order, among articles of other laws."""
    out: list[Provision] = []
    for node in nodes:
        if node.level is not Level.ARTICLE or rng.random() < 0.5:
            out.append(node)
        else:
            out.append(rng.choice(foreign))
    return renumber(out, Level.ARTICLE)


PARTIAL: tuple[Amendment, ...] = (
    insert_article,
    insert_branch,
    delete_article,
    blank_article,
    move_article,
    insert_paragraph,
    delete_paragraph,
    split_paragraph,
    merge_paragraphs,
    renumber_items,
    reword,
)


def amend(
    law: Ordinance, steps: Sequence[Amendment], rng: random.Random, foreign: Sequence[Provision]
) -> Truth:
    """Apply amendments to the 本則, wherever its articles stand, and give both texts with the truth."""
    marked = mark(law.provisions)
    nodes = marked
    for step in steps:
        nodes = _where_articles_are(nodes, lambda inner, step=step: step(inner, rng, foreign))  # type: ignore[misc]
    return truth(replace(law, provisions=marked), replace(law, provisions=nodes))


def _where_articles_are(nodes: Paragraphs, change: Callable[[Paragraphs], Paragraphs]) -> Paragraphs:
    """Change the first level that holds articles; chapters below are changed in the largest one."""
    if any(node.level is Level.ARTICLE for node in nodes):
        return change(nodes)
    inner = [at for at, node in enumerate(nodes) if node.level is not Level.SUPPL and _has_articles(node)]
    if not inner:
        return nodes
    at = max(inner, key=lambda place: sum(1 for _ in nodes[place].walk()))
    changed = _where_articles_are(nodes[at].children, change)
    return edit_at(nodes, at, (replace(nodes[at], children=changed),))


def _has_articles(node: Provision) -> bool:
    return any(inner.level is Level.ARTICLE for inner in node.walk())


def foreign_articles(law: Ordinance) -> list[Provision]:
    """Articles with text, to be put into other laws."""
    return [
        node
        for top in law.provisions
        if top.level is not Level.SUPPL
        for node in top.walk()
        if node.level is Level.ARTICLE and any(p.text and len(p.text) > 15 for p in node.children)
    ]
