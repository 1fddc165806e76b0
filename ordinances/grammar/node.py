"""The tree while it grows: nodes that can still take text and children."""

from __future__ import annotations

from dataclasses import dataclass, field

from ordinances.grammar.numbers import Number, egov
from ordinances.model import Level, Provision


@dataclass(slots=True)
class Node:
    """A provision being read; ``last`` is the number it ends on (of a range), ``style`` its notation."""

    level: Level
    first: Number = ()
    last: Number = ()
    style: str = ""
    label: str = ""
    caption: str = ""
    indent: int = 0
    number: str = ""
    texts: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def append(self, text: str, joiner: str) -> None:
        """Add text after what is there, with ``joiner`` between."""
        if self.texts and joiner:
            self.texts.append(joiner)
        self.texts.append(text)

    def add(self, child: Node) -> Node:
        """Add a child and return it."""
        self.children.append(child)
        return child

    def ends(self, characters: str) -> bool:
        """Tell whether the text ends with one of ``characters``."""
        return bool(self.texts) and self.texts[-1][-1:] in characters

    def freeze(self) -> Provision:
        """Return the finished provision."""
        return Provision(
            level=self.level,
            number=self.number or (egov(self.first, self.last) if self.first else ""),
            label=self.label,
            caption=self.caption,
            text="".join(self.texts),
            children=tuple(child.freeze() for child in self.children),
        )
