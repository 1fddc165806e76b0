"""The editable tables of attributes (``rules/attributes/*.yaml``), validated and compiled.

A table may quote its own ``terms`` as ``{名前}`` in its regexes. Regexes are folded the way texts are read
(``rules.folding``), so that a table is written in today's spelling.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

import rules
from rules.folding import fold_pattern
from rules.vocabulary import UnknownTermError, expand

DIRECTORY = Path(rules.__file__).parent / "attributes"


class AttributeTableError(Exception):
    """A table under ``rules/attributes`` cannot be used; the message, in Japanese, names file and reason."""


def _compiled(value: Any) -> re.Pattern[str]:
    return re.compile(fold_pattern(str(value)))


Regex = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
#: A regex for texts whose kana are as printed: titles of laws must come out as they are written.
SurfaceRegex = Annotated[re.Pattern[str], BeforeValidator(lambda value: re.compile(str(value)))]


class Table(BaseModel):
    """What every table model shares: no unknown keys, no later change."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


T = TypeVar("T", bound=Table)


def load(model: type[T], name: str, directory: Path = DIRECTORY) -> T:
    """Read ``<directory>/<name>.yaml`` as ``model``.

    Raises:
        AttributeTableError: the file is missing, is not YAML, or does not fit ``model``.
    """
    path = directory / f"{name}.yaml"
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        terms = {key: str(value) for key, value in raw.pop("terms", {}).items()}
        return model.model_validate(_expanded(raw, terms) if terms else raw)
    except (
        OSError,
        yaml.YAMLError,
        AttributeError,
        TypeError,
        re.error,
        UnknownTermError,
        ValidationError,
    ) as error:
        reason = str(error).splitlines()[0]
        raise AttributeTableError(f"{path.name}: 属性の表を読めません（{reason}）。") from error


def _expanded(value: Any, terms: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return expand(value, terms)
    if isinstance(value, list):
        return [_expanded(one, terms) for one in value]
    if isinstance(value, dict):
        return {key: _expanded(one, terms) for key, one in value.items()}
    return value


def tables_hash(directory: Path = DIRECTORY, *, own: Iterable[tuple[str, str]] = ()) -> str:
    """Return the SHA-256 of all tables in ``directory`` and of a city's ``own``: part of every cache key."""
    digest = hashlib.sha256()
    for path in sorted(directory.glob("*.yaml")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    for name, text in sorted(own):
        digest.update(f"{name}\0{text}\0".encode())
    return digest.hexdigest()
