"""前文 and 制定文: the text between the title and the first provision."""

from __future__ import annotations

from collections.abc import Sequence

from ordinances.grammar.header import is_enacting
from ordinances.grammar.headings import is_preamble
from ordinances.grammar.lines import Line
from ordinances.grammar.node import Node
from ordinances.model import Level, Provision


def preamble_provisions(lines: Sequence[Line]) -> tuple[Provision, ...]:
    """Return 前文 and 制定文 as provisions, one a paragraph (lines joined where they were wrapped)."""
    nodes: list[Node] = []
    for line in lines:
        if is_preamble(line.text):
            continue
        if line.cut and nodes:
            nodes[-1].append(line.text, "")
        else:
            nodes.append(Node(Level.PREAMBLE, texts=[line.text]))
    for node in nodes:
        node.label = "制定文" if is_enacting("".join(node.texts)) else "前文"
    return tuple(node.freeze() for node in nodes)
