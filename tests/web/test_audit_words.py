"""The audit log is read by people: no codes, no ids where there is a name, days in 和暦."""

from __future__ import annotations

import pytest

from review_app.ledger.model import Json
from review_app.pages.audit_words import Names, detail_text, subject_text

NAMES = Names(
    departments={"0802": "公園緑地課"},
    rules={"visual.look": "目視による確認"},
    choices={"operation": "運用変更", "moveless": "ムーブレス"},
    subjects={
        "case:ab12": ("みなと市都市公園条例", "第3条", "periodic"),
        "ordinance:k1": ("みなと市市場条例",),
    },
)


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("case:ab12", "みなと市都市公園条例 第3条（定期検査・点検）"),
        ("case:0123456789abcdef", "案件 0123456789ab"),
        ("ordinance:k1", "例規の所管 みなと市市場条例"),
        ("department:0802", "課 公園緑地課"),
        ("rule:visual.look", "規則 目視による確認"),
        ("setting:password_min_length", "設定 パスワードの最小の長さ"),
        ("setting:policies", "設定 見直し方針"),
        ("session:9f86d081884c", "ログイン"),
        ("person:honma", "利用者 honma"),
    ],
)
def test_an_event_is_about_something_with_a_name(subject: str, expected: str) -> None:
    assert subject_text(subject, NAMES) == expected


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"department_id": "0802", "due_on": "2026-12-23"}, "課：公園緑地課　回答期限：令和8年12月23日（2026-12-23）"),
        ({"department_id": "9999"}, "課：9999"),
        ({"policy": "operation", "tags": ["moveless", "other"]}, "見直し方針：運用変更　5レス：ムーブレス、other"),
        ({"in_scope": True, "planned_on": None}, "該当の有無：はい"),
        ({"role": "legal"}, "役割：法制担当"),
        ({"staff": {"minutes": 5, "times": 64, "days": 250}}, "職員の削減時間：5分×64回×250日÷60＝1,333.3時間"),
        ({"staff": {"minutes": 0, "times": 0, "days": 1}}, "職員の削減時間：なし"),
        ({"ordinances": {"imported": 2, "failed": 1}}, "例規の数：取込み 2件、読めない 1件"),
        ({"files": [["a.txt", "0f"], ["b.txt", "1e"]]}, "ファイル：2件"),
        ({"reason": "<b>moveless</b>"}, "理由：<b>moveless</b>"),
        ({"unknown": {"x": 1}, "run": 3}, 'unknown：{"x": 1}'),
    ],
)  # fmt: skip
def test_what_an_event_carried_is_told_in_words(payload: Json, expected: str) -> None:
    assert detail_text(payload, NAMES) == expected


def test_a_long_detail_is_cut() -> None:
    assert detail_text({"reason": "長" * 500}, NAMES).endswith("長…")
