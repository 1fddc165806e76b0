"""What was said of words of a clause, after the clause was amended: quoted as it was, never at a wrong place."""

from __future__ import annotations

import pytest
from city_hall import Hall, at
from ledger_maker import AUTHOR, PARK, WATER, extract, incoming, load

from review_app.pages import comments
from review_app.workflow import acts, editions, quoting, views
from review_app.workflow.machine import Act
from review_app.workflow.payloads import Comment

TEXTS = [clause.text for clause in PARK.clauses]


@pytest.mark.parametrize(
    ("amended", "place"),
    [
        ("市長は、心得を掲示しなければならない。", 7),
        ("市長は、心得を公告しなければならない。", None),
        ("市長は、料金を掲示しなければならない。", None),
        ("管理者は、毎年掲示を見直す。市長は、心得を掲示しなければならない。", 21),
    ],
)
def test_a_comment_follows_its_words_or_quotes_them_as_they_were(
    hall: Hall, amended: str, place: int | None
) -> None:
    detail = next(
        one
        for case_id in hall.case_ids
        if (one := views.case(hall.ledger, "legal", case_id)).row.text == TEXTS[1]
    )
    case_id, span = detail.row.case_id, quoting.find(TEXTS[1], "掲示")
    left, right = quoting.around(TEXTS[1], span)
    revision = hall.put(case_id, at("inquiring"))
    said = Comment(text="どこに", start=span[0], end=span[1], quote="掲示", left=left, right=right)
    acts.perform(hall.ledger, "park", Act.COMMENT, case_id, revision, said)
    park = incoming("公園条例", [TEXTS[0], amended, TEXTS[2]], number="平成15年条例第46号", sha=amended)
    load(hall.ledger, park, WATER, edition="令和8年10月")
    editions.link(hall.ledger, AUTHOR)
    extract(hall.ledger)
    editions.carry_over(hall.ledger, AUTHOR)
    now = views.case(hall.ledger, "park", case_id)
    (found,) = comments.quoted(now.history, now.row.text).values()
    assert found.quote == "掲示"
    assert (found.now and found.now[0]) == place
    assert "掲示" in comments.quote_html(found)
    assert ("その後改正された語句" in comments.quote_html(found)) is (place is None)
