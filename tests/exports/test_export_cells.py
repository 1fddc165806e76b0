"""One cell read back: what people write, what it means, and what is refused."""

from __future__ import annotations

import contextlib
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordinances.wareki import format_wareki
from review_app.exports import cells
from review_app.exports.answers import ANSWER_FIELDS
from review_app.exports.cells import FIRST_DAY, LAST_DAY, CellError

POLICIES = {"operation": "運用変更", "notice": "通知・解釈の明確化"}
TAGS = {"counterless": "カウンターレス", "paperless": "ペーパーレス"}
PHASES = {"1": "PHASE 1（現状のまま）", "2": "PHASE 2（デジタルを取り入れる）"}
APRIL = date(2027, 4, 1)


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("policy", "運用変更", "operation"),
        ("policy", "　運用 変更\n", "operation"),
        ("policy", "通知･解釈の明確化", "notice"),
        ("phase_target", "ＰＨＡＳＥ　２（デジタルを取り入れる）", "2"),
        ("tags", "ペーパーレス", ("paperless",)),
        ("tags", "ペーパーレス、カウンターレス", ("counterless", "paperless")),
        ("tags", "ﾍﾟｰﾊﾟｰﾚｽ/カウンターレス\nペーパーレス", ("counterless", "paperless")),
        ("planned_on", datetime(2027, 4, 1, 13, 0), APRIL),
        ("planned_on", APRIL, APRIL),
        ("planned_on", 46478, APRIL),
        ("planned_on", 46478.5, APRIL),
        ("planned_on", 20270401, APRIL),
        ("planned_on", "20270401", APRIL),
        ("planned_on", "2027-04-01", APRIL),
        ("planned_on", "2027/4/1", APRIL),
        ("planned_on", "２０２７年４月１日", APRIL),
        ("planned_on", "令和9年4月1日", APRIL),
        ("planned_on", "令和九年四月一日", APRIL),
        ("planned_on", "令９年４月１日", APRIL),
        ("planned_on", "R9.4.1", APRIL),
        ("planned_on", "ｒ9/04/01", APRIL),
        ("planned_on", "平成31年4月30日", date(2019, 4, 30)),
        ("yearly_cases", 1303, 1303),
        ("yearly_cases", 1303.0, 1303),
        ("yearly_cases", "1,303", 1303),
        ("yearly_cases", "１，３０３　件", 1303),
        ("yearly_cases", "千三百三件", 1303),
        ("yearly_cases", "2万件", 20000),
        ("yearly_cases", 0, 0),
        ("staff_minutes", "1.5分", 1.5),
        ("staff_times", "64か所", 64.0),
        ("staff_days", "２５０日間", 250.0),
        ("practice", "=1+1", "=1+1"),
        ("practice", 5.0, "5"),
        ("practice", datetime(2027, 4, 1), "2027-04-01"),
        ("practice", " 前後の空白 \r\n二行目 ", "前後の空白 \n二行目"),
        ("practice", "　", None),
        ("policy", "", None),
        ("planned_on", None, None),
    ],
)
def test_what_people_write_is_understood(field: str, value: object, expected: object) -> None:
    """Widths, units, calendars and blanks do not matter."""
    names = {"policy": POLICIES, "tags": TAGS, "phase_target": PHASES}.get(field, {})
    assert cells.read(ANSWER_FIELDS[field], value, names) == expected


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("policy", "条例改正かも", "一覧にありません（運用変更／通知・解釈の明確化）"),
        ("policy", 3, "一覧にありません"),
        ("policy", True, "一覧にありません"),
        ("tags", "ペーパーレス、印鑑レス", "「印鑑レス」は一覧にありません"),
        ("planned_on", "令和9年4月", "日まで書いてください"),
        ("planned_on", "令和9年度", "日まで書いてください"),
        ("planned_on", "令和9年2月30日", "日付として読めません"),
        ("planned_on", "R9.13.1", "日付として読めません"),
        ("planned_on", "2027/2/29", "日付として読めません"),
        ("planned_on", "4/1", "日付として読めません"),
        ("planned_on", "令和9年4月1日から令和9年5月1日", "日付として読めません"),
        ("planned_on", "1999/12/31", "範囲"),
        ("planned_on", 36525, "範囲"),
        ("planned_on", 9, "範囲"),
        ("planned_on", -1, "日付として読めません"),
        ("planned_on", float("nan"), "日付として読めません"),
        ("planned_on", float("inf"), "日付として読めません"),
        ("planned_on", 10**12, "日付として読めません"),
        ("planned_on", True, "日付として読めません"),
        ("yearly_cases", "約30", "数として読めません"),
        ("yearly_cases", "30件程度", "数として読めません"),
        ("yearly_cases", "1,30", "数として読めません"),
        ("yearly_cases", "1e5", "数として読めません"),
        ("yearly_cases", "-5", "数として読めません"),
        ("yearly_cases", -5, "0以上"),
        ("yearly_cases", 1.5, "整数"),
        ("yearly_cases", float("inf"), "0以上"),
        ("yearly_cases", APRIL, "数で書いてください"),
        ("yearly_cases", False, "数で書いてください"),
        ("staff_minutes", "30時間", "数として読めません"),
        ("staff_minutes", "半日", "数として読めません"),
        ("practice", True, "文字で書いてください"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_reason(field: str, value: object, reason: str) -> None:
    """Nothing is guessed: 約30, a month without a day, hours where minutes are asked."""
    names = {"policy": POLICIES, "tags": TAGS}.get(field, {})
    with pytest.raises(CellError, match=reason):
        cells.read(ANSWER_FIELDS[field], value, names)


@given(st.dates(FIRST_DAY, LAST_DAY))
def test_every_day_is_read_in_every_way_it_is_written(day: date) -> None:
    """和暦 and western writing name the same day."""
    forms = (format_wareki(day), day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", day)
    assert {cells.day(form) for form in forms} == {day}


@given(
    st.sampled_from(sorted(ANSWER_FIELDS)), st.one_of(st.text(), st.floats(), st.integers(), st.booleans())
)
def test_no_cell_breaks_the_reader(field: str, value: object) -> None:
    """Whatever stands in a cell is a value, nothing, or a refusal in Japanese."""
    with contextlib.suppress(CellError):
        value = cells.read(ANSWER_FIELDS[field], value, POLICIES)
        assert value is None or isinstance(value, str | int | float | date | tuple)
