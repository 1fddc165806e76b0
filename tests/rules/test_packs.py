"""The delivered packs: their examples hold, their prefilter is honest, and their words stand nowhere else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractor import Extractor, Label
from extractor.examples import check
from extractor.reading import Reading
from rules import load_packs

ROOT = Path(__file__).parents[2]
PACKS = load_packs()


def test_every_example_of_every_rule_comes_out_as_the_rule_says() -> None:
    assert [str(failure) for failure in check(Extractor.load(PACKS))] == []


def test_every_label_has_a_pack() -> None:
    assert {rule.label for rule in PACKS.rules} == {label.value for label in Label}


@pytest.mark.parametrize("rule", PACKS.rules, ids=lambda rule: rule.id)
def test_what_a_rule_matches_holds_one_of_its_literals(rule) -> None:
    """A rule whose regex matched without its literals would depend on the prefilter."""
    for sample in rule.rule.examples.match:
        for sentence in Reading.of(sample.text).sentences():
            if rule.regex.search(sentence.text):
                assert any(literal in sentence.text for literal in rule.literals)


def words_in_code(file: Path) -> Iterator[str]:
    """Yield the string constants of a module, docstrings left out."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def test_no_keyword_about_regulations_lives_in_python() -> None:
    keywords = {literal for rule in PACKS.rules for literal in rule.literals if len(literal) > 1}
    found = [
        (file.name, word)
        for package in ("extractor", "rules")
        for file in (ROOT / package).rglob("*.py")
        for word in words_in_code(file)
        if any(keyword == word for keyword in keywords)
    ]
    assert found == []
