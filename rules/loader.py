"""Reading rule packs: YAML files in, validated and compiled rules out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from rules.errors import RuleError
from rules.folding import fold_pattern
from rules.redos import objection
from rules.schema import ContextPack, ContextRule, LabelPack, LabelRule, Vocabulary
from rules.vocabulary import UnknownTermError, expand, with_spellings

HERE = Path(__file__).parent
# pydantic's error types in the words of a person who edits a pack.
_COMPLAINTS = {
    "missing": "がありません",
    "extra_forbidden": "という項目はありません。綴りを確かめてください",
    "too_short": "が空です。1つ以上書いてください",
    "string_too_short": "が空です",
    "string_type": "は文字で書いてください",
    "string_pattern_mismatch": "に使えない文字があります。英小文字・数字・ピリオド・ハイフンで書いてください",
    "float_parsing": "は数で書いてください",
    "float_type": "は数で書いてください",
    "less_than_equal": "は1以下にしてください",
    "greater_than": "は0より大きくしてください",
    "greater_than_equal": "は0以上にしてください",
    "tuple_type": "は一覧(- または [ ])で書いてください",
    "enum": "はこの中から選んでください: match after sentence clause lead caption heading title",
}
_CLASSES: dict[str, type[LabelPack] | type[ContextPack] | type[Vocabulary]] = {
    "label": LabelPack,
    "context": ContextPack,
    "vocabulary": Vocabulary,
}


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A label rule ready to run: its regexes expanded, folded and compiled.

    ``literals`` are folded as the extractor folds text; ``unless`` undo a match they touch.
    """

    rule: LabelRule
    label: str
    file: str
    literals: tuple[str, ...]
    regex: re.Pattern[str]
    unless: tuple[re.Pattern[str], ...]
    lead: re.Pattern[str] | None
    caption: re.Pattern[str] | None
    sentence: re.Pattern[str] | None

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def name(self) -> str:
        """The rule's Japanese name."""
        return self.rule.name


@dataclass(frozen=True, slots=True)
class CompiledContext:
    """A context rule ready to run."""

    rule: ContextRule
    file: str
    literals: tuple[str, ...]
    regex: re.Pattern[str]
    unless: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class RulePacks:
    """All rules in force.

    ``hash`` is the SHA-256 of the packs' content and of the disabled ids; runs are recorded with it.
    """

    rules: tuple[CompiledRule, ...]
    context: tuple[CompiledContext, ...]
    hash: str


def load_packs(directory: Path | None = None, *, disabled: Iterable[str] = ()) -> RulePacks:
    """Load every pack of a folder.

    Args:
        directory: the folder of ``*.yaml`` packs; the packs delivered with tenken when None.
        disabled: ids of rules to leave out.

    Raises:
        RuleError: a pack cannot be read or a rule is not well formed; the message names file, rule and place.
    """
    off = frozenset(disabled)
    files = sorted((directory or HERE).glob("*.yaml"))
    if not files:
        raise RuleError(str(directory or HERE), "", "規則パック(*.yaml)が1つもありません")
    texts = {file.name: _text(file) for file in files}
    packs = {name: _parse(name, text) for name, text in texts.items()}
    terms: dict[str, str] = {}
    spellings: dict[str, str] = {}
    for pack in packs.values():
        if isinstance(pack, Vocabulary):
            terms.update(pack.terms)
            spellings.update(pack.spellings)
    words = Words(terms, spellings)
    _refuse_twins(packs)
    return RulePacks(
        rules=tuple(_label_rules(packs, words, off)),
        context=tuple(_context_rules(packs, words, off)),
        hash=_hash(texts, off),
    )


@dataclass(frozen=True, slots=True)
class Words:
    """What all packs share: word groups by name, and other spellings by the usual one."""

    terms: Mapping[str, str]
    spellings: Mapping[str, str]


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(file.name, "", "読めません。UTF-8 で保存し直してください") from error


def _hash(texts: Mapping[str, str], off: frozenset[str]) -> str:
    digest = hashlib.sha256()
    for part in [*(part for item in sorted(texts.items()) for part in item), *sorted(off)]:
        digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _parse(name: str, text: str) -> LabelPack | ContextPack | Vocabulary:
    try:
        data = yaml.load(text, Loader=yaml.CSafeLoader)  # the C parser: a third of the start-up otherwise
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{mark.line + 1}行目の{mark.column + 1}文字目" if mark else "どこか"
        raise RuleError(
            name, "", f"YAML として読めません({place})。字下げと「:」を確かめてください"
        ) from error
    kind = data.get("kind") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in _CLASSES:
        raise RuleError(name, "", "kind は label、context、vocabulary のどれかにしてください")
    try:
        return _CLASSES[kind].model_validate(data)
    except ValidationError as error:
        raise _told(name, data, error) from error


def _told(name: str, data: dict[str, Any], error: ValidationError) -> RuleError:
    """Turn pydantic's most telling complaint into a line: a misspelt name before what it leaves missing."""
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    place = [str(part) for part in first["loc"]]
    rule = ""
    if len(place) > 1 and place[0] == "rules":
        found = data["rules"][int(place[1])] if isinstance(data.get("rules"), list) else {}
        rule = str(found.get("id", f"{int(place[1]) + 1}番目の規則")) if isinstance(found, dict) else ""
        place = place[2:]
    said = _COMPLAINTS.get(first["type"], "の書き方が正しくありません。ほかの規則に合わせてください")
    return RuleError(name, rule, f"{' の '.join(place) or 'ファイル'} {said}")


def _refuse_twins(packs: Mapping[str, LabelPack | ContextPack | Vocabulary]) -> None:
    seen: dict[str, str] = {}
    for name, pack in packs.items():
        for rule in () if isinstance(pack, Vocabulary) else pack.rules:
            if rule.id in seen:
                raise RuleError(name, rule.id, f"同じ id が {seen[rule.id]} にもあります")
            seen[rule.id] = name


def _label_rules(
    packs: Mapping[str, LabelPack | ContextPack | Vocabulary], words: Words, off: frozenset[str]
) -> Iterator[CompiledRule]:
    for name, pack in packs.items():
        if not isinstance(pack, LabelPack):
            continue
        for rule in pack.rules:
            if rule.id not in off:
                compiler = _Compiler(name, rule.id, words)
                yield CompiledRule(
                    rule=rule,
                    label=pack.label,
                    file=name,
                    literals=tuple(fold_pattern(word) for word in rule.literals),
                    regex=compiler(rule.regex, "regex"),
                    unless=tuple(compiler(regex, "unless") for regex in rule.unless),
                    lead=compiler.optional(rule.requires.lead, "requires の lead"),
                    caption=compiler.optional(rule.requires.caption, "requires の caption"),
                    sentence=compiler.optional(rule.requires.sentence, "requires の sentence"),
                )


def _context_rules(
    packs: Mapping[str, LabelPack | ContextPack | Vocabulary], words: Words, off: frozenset[str]
) -> Iterator[CompiledContext]:
    for name, pack in packs.items():
        if not isinstance(pack, ContextPack):
            continue
        for rule in pack.rules:
            if rule.id not in off:
                compiler = _Compiler(name, rule.id, words)
                yield CompiledContext(
                    rule=rule,
                    file=name,
                    literals=tuple(fold_pattern(word) for word in rule.literals),
                    regex=compiler(rule.regex, "regex"),
                    unless=tuple(compiler(regex, "unless") for regex in rule.unless),
                )


@dataclass(frozen=True, slots=True)
class _Compiler:
    """Compiles the regexes of one rule and says what is wrong with them."""

    file: str
    rule: str
    words: Words

    def __call__(self, regex: str, place: str) -> re.Pattern[str]:
        try:
            expanded = expand(regex, self.words.terms)
            expanded = fold_pattern(with_spellings(expanded, self.words.spellings))
            refused = objection(expanded)
        except UnknownTermError as error:
            reason = f"{place} の {{{error.args[0]}}} は語彙(vocabulary.yaml)にありません"
            raise RuleError(self.file, self.rule, reason) from error
        except re.error as error:
            reason = f"{place} は正規表現として読めません({error.msg})"
            raise RuleError(self.file, self.rule, reason) from error
        if refused:
            raise RuleError(self.file, self.rule, f"{place}: {refused}")
        return re.compile(expanded)

    def optional(self, regex: str, place: str) -> re.Pattern[str] | None:
        return self(regex, place) if regex else None
