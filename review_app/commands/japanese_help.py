"""``--help`` in Japanese: typer's own words (Usage, Options, required …) are English and have no catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

if TYPE_CHECKING:
    # The overridden methods are declared with this class; typer has no public name for it.
    from typer._click.core import Context
    from typer.core import TyperOption

_HELP = "この説明を表示して終わります"
_WORDS = {
    "ARGUMENTS_PANEL_TITLE": "引数",
    "OPTIONS_PANEL_TITLE": "オプション",
    "COMMANDS_PANEL_TITLE": "コマンド",
    "REQUIRED_LONG_STRING": "[必須]",
    "DEFAULT_STRING": "[省略時: {}]",
    "ENVVAR_STRING": "[環境変数: {}]",
}


class JapaneseCommand(TyperCommand):
    """A command whose help is Japanese."""

    def get_usage(self, ctx: Context) -> str:
        """Give the line of usage."""
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Give the option ``--help``."""
        return _told(super().get_help_option(ctx))


class JapaneseGroup(TyperGroup):
    """A group of commands whose help is Japanese."""

    def get_usage(self, ctx: Context) -> str:
        """Give the line of usage."""
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Give the option ``--help``."""
        return _told(super().get_help_option(ctx))


def _usage(line: str) -> str:
    return line.replace("Usage: ", "使い方: ", 1).replace("[OPTIONS]", "[オプション]", 1)


def _told(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = _HELP
    return option


def speak_japanese(app: typer.Typer) -> None:
    """Make the help of an application, of its groups and of all their commands Japanese; changes them in place."""
    for name, word in _WORDS.items():
        setattr(rich_utils, name, word)
    app.info.cls = JapaneseGroup
    app.info.subcommand_metavar = "コマンド [引数]..."
    for command in app.registered_commands:
        command.cls = JapaneseCommand
    for group in app.registered_groups:
        if group.typer_instance is not None:
            speak_japanese(group.typer_instance)
