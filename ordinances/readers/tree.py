"""Building an ordinance's tree from provisions that come one after another with their level known.

In vendor HTML a 項 or 号 is a sibling of its 条; what it belongs to follows from the levels alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ordinances.model import Level, Provision
from ordinances.readers.labels import number_of, sign_style

_RANKS = {
    Level.SUPPL: 0,
    Level.PREAMBLE: 0,
    Level.TABLE: 0,
    Level.FORM: 0,
    Level.PART: 1,
    Level.CHAPTER: 2,
    Level.SECTION: 3,
    Level.SUBSECTION: 4,
    Level.DIVISION: 5,
    Level.ARTICLE: 6,
    Level.PARAGRAPH: 7,
    Level.ITEM: 8,
    Level.SUBITEM: 9,
}
_APPENDICES = (Level.TABLE, Level.FORM)


@dataclass(slots=True)
class _Node:
    level: Level
    number: str
    label: str
    caption: str
    rank: int
    lines: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    def freeze(self) -> Provision:
        children = tuple(child.freeze() for child in self.children)
        text = "\n".join(line for line in self.lines if line)
        return Provision(self.level, self.number, self.label, self.caption, text, children)


class TreeBuilder:
    """Takes provisions in document order and hangs each under the last one of a higher level."""

    def __init__(self) -> None:
        self._root = _Node(Level.PART, "", "", "", -1)
        self._open = [self._root]

    def add(
        self,
        level: Level,
        label: str,
        text: str = "",
        *,
        number: str = "",
        caption: str = "",
        depth: int | None = None,
    ) -> None:
        """Add a provision; its number is read off its label unless given.

        ``depth`` below 号 (0 is イ, 1 is (イ)) is told from the sign's style unless given.

        Inside a 別表 or 様式 everything up to the next 附則, 別表 or 様式 is a line of it.
        """
        if self.in_appendix and _RANKS[level] > 0:
            for line in (caption, "　".join(filter(None, (label, text)))):
                self.text(line)
            return
        rank = _RANKS[level] + (self._depth(label, depth) if level is Level.SUBITEM else 0)
        while self._open[-1].rank >= rank or self._open[-1].level is Level.PREAMBLE:
            self._open.pop()
        parent = self._open[-1]
        number = number or number_of(label, self._previous(parent, level)) or self._next(parent, level)
        node = _Node(level, number, label, caption, rank, [text])
        parent.children.append(node)
        self._open.append(node)

    def text(self, line: str) -> None:
        """Add a line to the provision that is open; before the first one it opens a 前文."""
        if not line:
            return
        if len(self._open) == 1:
            self.add(Level.PREAMBLE, "前文", line)
        else:
            self._open[-1].lines.append(line)

    def table(self, rows: str) -> None:
        """Add a table (rows on lines, cells parted by TAB) to the provision that is open."""
        if self.in_appendix:
            self.text(rows)
        elif rows:
            self._open[-1].children.append(_Node(Level.TABLE, "", "", "", 0, [rows]))

    def level_of(self, label: str) -> Level | None:
        """Tell the level a label has here, where the markup does not tell it; None when it is no label.

        A bracketed or kanji number is a 号, unless a 号 of another notation is open: then it is below it.
        """
        style = sign_style(label)
        if style in ("", "article", "dai"):
            return Level.ARTICLE if style else None
        if style in ("arabic", "circled"):
            return Level.PARAGRAPH
        item = next((node for node in self._open if node.level is Level.ITEM), None)
        return Level.ITEM if item is None or sign_style(item.label) == style else Level.SUBITEM

    def build(self) -> tuple[Provision, ...]:
        """Give the finished tree."""
        return tuple(child.freeze() for child in self._root.children)

    @property
    def in_appendix(self) -> bool:
        """True while a 別表 or 様式 is open."""
        return self._open[-1].level in _APPENDICES

    def _depth(self, label: str, depth: int | None) -> int:
        """Tell how deep below 号 a sign stands: at the depth where its style is open, else one deeper."""
        if depth is not None:
            return depth
        styles = [sign_style(node.label) for node in self._open if node.level is Level.SUBITEM]
        style = sign_style(label)
        return styles.index(style) if style in styles else len(styles)

    @staticmethod
    def _previous(parent: _Node, level: Level) -> str:
        siblings = [child for child in parent.children if child.level is level]
        return siblings[-1].number if siblings else ""

    def _next(self, parent: _Node, level: Level) -> str:
        """Number a 項 that is printed without a number by its place."""
        if level is not Level.PARAGRAPH:
            return ""
        previous = self._previous(parent, level)
        return str(int(previous) + 1) if previous.isdecimal() else "1"
