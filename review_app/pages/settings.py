"""設定: sign-in (administrators); pick lists, PHASE and 類型 and the sheet's layout (legal affairs too)."""

from __future__ import annotations

import streamlit as st

from review_app.pages import city_lists, city_sheet, city_tables, desk, flash, guard, office, owner_map, words
from review_app.pages.desk import Visit
from review_app.workflow.errors import NotAllowedError
from review_app.workflow.model import Role


@guard.part
def page() -> None:
    """Show the settings; each is changed on its own."""
    visit = desk.visit()
    if visit.actor.role not in (Role.ADMIN, Role.LEGAL):
        raise NotAllowedError("このページを見る権限がありません。")
    st.title("設定")
    flash.show()
    st.caption("変更した人・日時・前の値は「操作の記録」に残ります。")
    parts = [
        ("選択肢", city_lists.part),
        ("現在のPHASE", city_tables.phases_part),
        ("類型", city_tables.categories_part),
        ("点検シートの様式", city_sheet.part),
        ("例規の所管課", owner_map.part),
    ]
    if visit.actor.role is Role.ADMIN:
        parts.insert(0, ("ログインとパスワード", numbers_part))
    for tab, (_, draw) in zip(st.tabs([name for name, _ in parts]), parts, strict=True):
        with tab:
            draw(visit)


def numbers_part(visit: Visit) -> None:
    """Show the settings that are numbers."""
    for key, value in office.settings_now(visit).items():
        name, unit = words.SETTINGS.get(key, (key, ""))
        label, field, action = st.columns([5, 2, 3], vertical_alignment="center")
        label.markdown(f"{name}{f'（{unit}）' if unit else ''}")
        field.number_input(name, 0, 100_000, value, key=f"setting-{key}", label_visibility="collapsed")
        seen = office.setting_revision(visit, key)
        action.button("変更する", on_click=change_number, args=(key, name, seen), key=f"setting-{key}-save")


def change_number(key: str, name: str, seen: int) -> None:
    """Change one setting as entered."""
    with flash.refusals():
        office.change_setting(desk.visit(), key, int(st.session_state[f"setting-{key}"]), seen)
        flash.done(f"「{name}」を変更しました。")
