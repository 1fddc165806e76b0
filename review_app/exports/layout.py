"""The mapping file (様式ファイル): which columns a sheet has, checked before anything is written.

A city copies ``layouts/standard.yaml``, changes the copy and gives it with ``--layout``.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from review_app.exports import fields
from review_app.exports.text import clean
from review_app.workflow import picklists
from review_app.workflow.errors import InvalidInputError
from review_app.workflow.picklists import PickLists

MAX_BYTES = 1024 * 1024
BLANK = "blank"

Text = Annotated[str, AfterValidator(clean)]
Short = Annotated[Text, Field(min_length=1, max_length=100)]
# YAML reads 1 and true as other types than the codes they stand for here.
Code = Annotated[
    str, BeforeValidator(lambda value: str(value).lower() if not isinstance(value, str) else value)
]
# The pick list behind a field.
_LISTS = {"policy": "policies", "tags": "tags"}
Wording = dict[str, dict[Code, Short]]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(_Part):
    """One column: the field it holds, its heading and look."""

    field: Short
    heading: Short
    group: Annotated[Text, Field(max_length=100)] = ""
    width: Annotated[float, Field(ge=2, le=120)] = 12
    note: Annotated[Text, Field(max_length=250)] = ""
    locked: bool | None = None

    @property
    def fillable(self) -> bool:
        """Whether a department may write here."""
        return not self.locked and (self.field == BLANK or fields.FIELDS[self.field].answer)

    @property
    def returns(self) -> bool:
        """Whether what is written here comes back as part of an answer."""
        return self.fillable and self.field != BLANK


class Layout(_Part):
    """A whole sheet. ``freeze`` is the last column that stays in sight and is repeated in print."""

    name: Short
    title: Short
    columns: Annotated[tuple[Column, ...], Field(min_length=1, max_length=100)]
    paper: Literal["A3", "A4"] = "A3"
    orientation: Literal["landscape", "portrait"] = "landscape"
    freeze: str = ""
    page_breaks: tuple[str, ...] = ()
    summary_sheet: Annotated[Text, Field(min_length=1, max_length=25)] = "総括"
    guide_sheet: Annotated[Text, Field(min_length=1, max_length=25)] = "記入要領"
    unassigned: Annotated[Text, Field(min_length=1, max_length=25)] = "未割当"
    choices: Wording = {}
    names: Wording = {}
    guide: Annotated[tuple[Annotated[Text, Field(max_length=500)], ...], Field(max_length=60)] = ()
    _lists: PickLists = PrivateAttr(default_factory=picklists.load)

    @model_validator(mode="after")
    def _consistent(self) -> Layout:
        known = [column.field for column in self.columns]
        for field in known:
            if field != BLANK and field not in fields.FIELDS:
                raise ValueError(f"field「{field}」という項目はありません")
            if field != BLANK and known.count(field) > 1:
                raise ValueError(f"field「{field}」が二度使われています")
        for field in filter(None, (self.freeze, *self.page_breaks)):
            if field not in known:
                raise ValueError(f"freeze・page_breaks の「{field}」がcolumnsにありません")
        for column in self.columns:
            if column.locked is False and not column.fillable:
                raise ValueError(f"「{column.heading}」は台帳の項目のため、記入欄にできません")
        for field, wording in self.choices.items():
            _check_choices(field, wording)
        return self

    def wording(self, field: str) -> dict[str, str]:
        """The names of a field's codes, in the order shown: this layout's over the pick lists and tenken's own."""
        default = {**_picklist(field, self._lists), **(standard().names | standard().choices).get(field, {})}
        return {**default, **(self.names | self.choices).get(field, {})}

    def offered(self, field: str) -> dict[str, str]:
        """The same without the codes that the city has retired: what may be chosen."""
        retired = self._lists.retired.get(_LISTS.get(field, ""), frozenset())
        return {code: name for code, name in self.wording(field).items() if code not in retired}

    def in_words_of(self, lists: PickLists) -> Layout:
        """The same layout with the city's pick lists."""
        copy = self.model_copy()
        copy._lists = lists
        return copy

    def returning(self) -> tuple[str, ...]:
        """The answer fields that come back from a sheet of this layout."""
        return tuple(column.field for column in self.columns if column.returns)


def _check_choices(field: str, wording: dict[str, str]) -> None:
    allowed = {**_picklist(field, picklists.load()), **dict.fromkeys(fields.SWITCHES.get(field, ()), "")}
    if not allowed:
        raise ValueError(f"choices の「{field}」は選択肢のある項目ではありません")
    for code in wording:
        if code not in allowed:
            raise ValueError(
                f"choices の「{field}」に「{code}」という選択肢はありません（{'、'.join(allowed)}）"
            )


def _picklist(field: str, lists: PickLists) -> dict[str, str]:
    if field == "phase_target":
        return {str(code): name for code, name in lists.phases.items()}
    return dict(lists.named(_LISTS[field])) if field in _LISTS else {}


@cache
def standard() -> Layout:
    """The layout that comes with tenken."""
    return _own("standard.yaml")


@cache
def open_data() -> Layout:
    """The columns for publication; refused when one of them is not public."""
    layout = _own("opendata.yaml")
    return public_only(layout, "opendata.yaml")


def public_only(layout: Layout, source: str) -> Layout:
    """The same layout; InvalidInputError when it holds a column that must not be published."""
    for column in layout.columns:
        if column.field == BLANK or not fields.FIELDS[column.field].public:
            raise InvalidInputError(
                f"様式ファイル {source}: 「{column.heading}」は公開用に出力できない項目です。"
            )
    return layout


def load(path: Path) -> Layout:
    """Read a mapping file; InvalidInputError in Japanese names the file, the place and the reason."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInputError(
            f"様式ファイル {path} を開けません。場所と名前を確かめてください。"
        ) from error
    return parse(data, path.name)


def parse(data: bytes, source: str) -> Layout:
    """The layout in the bytes of a mapping file (YAML, UTF-8)."""
    if len(data) > MAX_BYTES:
        raise InvalidInputError(f"様式ファイル {source} が大きすぎます（上限 1 MB）。")
    try:
        layout = _validated(data.decode("utf-8-sig"), source)
    except UnicodeDecodeError as error:
        raise InvalidInputError(
            f"様式ファイル {source}: 文字コードをUTF-8にして保存してください。"
        ) from error
    except yaml.YAMLError as error:
        raise InvalidInputError(
            f"様式ファイル {source}: {_yaml_place(error)}YAMLの書き方に誤りがあります。"
        ) from error
    for field in layout.choices:
        names = layout.wording(field)
        if len(set(names.values())) < len(names):
            raise InvalidInputError(f"様式ファイル {source}: choices の「{field}」に同じ言葉が二度あります。")
    return layout


def template() -> str:
    """The standard layout's file, commented in Japanese, for a city to copy and change."""
    return _file("standard.yaml")


def _own(name: str) -> Layout:
    return _validated(_file(name), name)


def _file(name: str) -> str:
    return files(__package__).joinpath("layouts").joinpath(name).read_text(encoding="utf-8")


def _validated(text: str, source: str) -> Layout:
    # Aliases let a small file grow without end ("billion laughs"), and no layout needs them.
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
        raise InvalidInputError(f"様式ファイル {source}: 「*」による参照は使えません。")
    content: Any = yaml.safe_load(text)
    try:
        return Layout.model_validate(content)
    except ValidationError as error:
        reasons = "、".join(_reason(detail) for detail in error.errors()[:5])
        raise InvalidInputError(
            f"様式ファイル {source}: {reasons}。直してもう一度指定してください。"
        ) from error


_REASONS = {
    "missing": "がありません",
    "extra_forbidden": "という項目はありません",
    "string_type": "は文字で書いてください",
    "string_too_short": "が空です",
    "string_too_long": "が長すぎます（{max_length}文字まで）",
    "too_short": "が空です",
    "too_long": "が多すぎます（{max_length}個まで）",
    "greater_than_equal": "は{ge}以上にしてください",
    "less_than_equal": "は{le}以下にしてください",
    "literal_error": "は{expected}のどれかにしてください",
    "model_type": "の形が違います",
}


def _reason(detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return str(context["error"])
    place = "".join(
        f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]
    ).lstrip(".")
    return (place or "全体") + _REASONS.get(detail["type"], "の書き方が違います").format(**context)


def _yaml_place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{mark.line + 1}行目付近の" if mark is not None else ""
