"""管理 (system administrator): people and departments. No say in decisions, so no cases here."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from review_app.ledger.model import DepartmentRow, PersonRow
from review_app.pages import desk, flash, guard, marks, office, tables
from review_app.workflow.model import ROLE_NAMES, Role


@guard.part
def people_page() -> None:
    """Show the people with their accounts, and the forms that add and change one."""
    visit = desk.visit()
    st.title("利用者")
    flash.show()
    show_password()
    people, departments = desk.people(visit), desk.department_names(visit)
    left, right = st.columns([6, 4], gap="large")
    with left:
        rows = [person_cells(row, departments) for row in people]
        header = ["利用者ID", "氏名", "役割", "課", "状態"]
        st.html(tables.table(f"登録されている利用者（{len(rows)}人）", header, rows))
    with right:
        add, change = st.tabs(["新しく登録する", "変更・停止する"])
        with add:
            new_person(departments)
        with change:
            known_person(people, departments)


def show_password() -> None:
    """Show a generated password once, until the person goes on."""
    if told := st.session_state.get("new-password"):
        login, password = told
        with st.container(border=True):
            st.markdown(f"**{marks.plain(login)}** の仮のパスワードです。本人に伝えてください。")
            st.caption("この画面を離れると、二度と表示されません。")
            st.code(password, language=None)
            st.button("伝えました", on_click=lambda: st.session_state.pop("new-password", None))


def person_cells(row: PersonRow, departments: Mapping[str, str]) -> list[object]:
    """Give one person as the cells of a row."""
    state = "停止" if not row.active else "初回ログイン待ち" if row.must_change else "利用中"
    return [
        row.person_id,
        row.name,
        ROLE_NAMES[Role(row.role)],
        departments.get(row.department_id or "", "―"),
        state,
    ]


def new_person(departments: Mapping[str, str]) -> None:
    """Ask for a new person."""
    with st.form("new-person", clear_on_submit=False, border=False):
        st.text_input("利用者ID", key="new-login", placeholder="半角の英数字と . _ @ -")
        st.text_input("氏名", key="new-name")
        role_and_department("new", departments, Role.DEPARTMENT, None)
        st.form_submit_button("登録する", type="primary", on_click=register)


def role_and_department(
    prefix: str, departments: Mapping[str, str], role: Role, department: str | None
) -> None:
    """Ask for role and department."""
    roles, ids = list(Role), list(departments)
    st.selectbox(
        "役割",
        roles,
        index=roles.index(role),
        format_func=lambda code: ROLE_NAMES[code],
        key=f"{prefix}-role",
    )
    st.selectbox(
        "課（所管課の利用者は必須）",
        ids,
        index=ids.index(department) if department in ids else None,
        format_func=marks.named(departments),
        placeholder="なし",
        key=f"{prefix}-department",
    )


def register() -> None:
    """Register the person as entered."""
    state = st.session_state
    with flash.refusals():
        form = office.person_form(
            state["new-login"], state["new-name"], state["new-role"], state["new-department"]
        )
        password = office.add_person(desk.visit(), form)
        state["new-password"] = (form.login, password)
        flash.done(f"{form.name}を登録しました。")


def known_person(people: tuple[PersonRow, ...], departments: Mapping[str, str]) -> None:
    """Ask which person to change, and how."""
    by_id = {row.person_id: row for row in people}
    chosen = st.selectbox(
        "利用者",
        list(by_id),
        index=None,
        format_func=lambda key: marks.plain(f"{by_id[key].name}（{key}）") if key in by_id else key,
        placeholder="選んでください",
        key="person",
    )
    if chosen is None:
        return
    row = by_id[chosen]
    prefix = f"person-{row.person_id}-{row.revision}"
    st.text_input("氏名", row.name, key=f"{prefix}-name")
    role_and_department(prefix, departments, Role(row.role), row.department_id)
    with st.container(horizontal=True):
        st.button("変更する", type="primary", on_click=change, args=(row, prefix), key=f"{prefix}-change")
        st.button("パスワードを再発行", on_click=reset, args=(row.person_id,), key=f"{prefix}-reset")
        st.button("利用を停止", on_click=close, args=(row,), disabled=not row.active, key=f"{prefix}-close")


def change(row: PersonRow, prefix: str) -> None:
    """Change a person as entered."""
    state = st.session_state
    with flash.refusals():
        form = office.person_form(
            row.person_id, state[f"{prefix}-name"], state[f"{prefix}-role"], state[f"{prefix}-department"]
        )
        office.change_person(desk.visit(), form, row.revision)
        flash.done(f"{form.name}を変更しました。")


def reset(person_id: str) -> None:
    """Give a person a new generated password."""
    with flash.refusals():
        st.session_state["new-password"] = (person_id, office.reset_password(desk.visit(), person_id))


def close(row: PersonRow) -> None:
    """Close an account."""
    with flash.refusals():
        office.close_person(desk.visit(), row.person_id, row.revision)
        flash.done(f"{row.name}の利用を停止しました。")


@guard.part
def departments_page() -> None:
    """Show the departments, and the forms that add and change one."""
    visit = desk.visit()
    st.title("課")
    flash.show()
    rows = desk.departments(visit)
    left, right = st.columns([6, 4], gap="large")
    with left:
        cells = [[row.department_id, row.name, row.bureau or "―", row.position] for row in rows]
        st.html(tables.table(f"課（{len(cells)}）", ["コード", "課の名前", "部局", "並び順"], cells))
    with right:
        add, rename = st.tabs(["新しく登録する", "変更・廃止する"])
        with add, st.form("new-department", border=False):
            st.text_input("コード", key="new-department-id", placeholder="Excelの様式などで使う短い記号")
            st.text_input("課の名前", key="new-department-name")
            st.text_input("部局", key="new-department-bureau")
            st.number_input("並び順", 0, 100_000, len(rows) + 1, key="new-department-position")
            st.form_submit_button("登録する", type="primary", on_click=register_department)
        with rename:
            known_department(rows)


def register_department() -> None:
    """Register the department as entered."""
    state = st.session_state
    values = {
        "department_id": state["new-department-id"],
        "name": state["new-department-name"],
        "bureau": state["new-department-bureau"],
        "position": state["new-department-position"],
    }
    with flash.refusals():
        office.add_department(desk.visit(), values)
        flash.done(f"{values['name']}を登録しました。")


def known_department(rows: tuple[DepartmentRow, ...]) -> None:
    """Ask which department to change, and how."""
    by_id = {row.department_id: row for row in rows}
    chosen = st.selectbox(
        "課",
        list(by_id),
        index=None,
        format_func=lambda key: marks.plain(by_id[key].name) if key in by_id else key,
        placeholder="選んでください",
        key="department",
    )
    if chosen is None:
        return
    row = by_id[chosen]
    prefix = f"department-{row.department_id}-{row.revision}"
    st.text_input("課の名前", row.name, key=f"{prefix}-name")
    st.text_input("部局", row.bureau, key=f"{prefix}-bureau")
    st.number_input("並び順", 0, 100_000, row.position, key=f"{prefix}-position")
    with st.container(horizontal=True):
        st.button(
            "変更する", type="primary", on_click=change_department, args=(row, prefix), key=f"{prefix}-change"
        )
        st.button("廃止する", on_click=close_department, args=(row,), key=f"{prefix}-close")


def change_department(row: DepartmentRow, prefix: str) -> None:
    """Change a department as entered."""
    state = st.session_state
    values = {
        "department_id": row.department_id,
        "name": state[f"{prefix}-name"],
        "bureau": state[f"{prefix}-bureau"],
        "position": state[f"{prefix}-position"],
    }
    with flash.refusals():
        office.change_department(desk.visit(), values, row.revision)
        flash.done(f"{values['name']}を変更しました。")


def close_department(row: DepartmentRow) -> None:
    """Close a department that has no open case."""
    with flash.refusals():
        office.close_department(desk.visit(), row.department_id, row.revision)
        flash.done(f"{row.name}を廃止しました。")
