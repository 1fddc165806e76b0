"""What a new edition does to the cases (版の改正と案件): carried over, checked again, or closed; never deleted.

Unchanged and moved texts leave a case as it is. A changed text sends a case that somebody has judged to 再確認,
the old decision kept in the event; if the analog means went with the change, 完了 is proposed. A repealed
ordinance closes its open cases. Every step is one transaction, and what is done is never done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace

from ordinances.editions import Change, amending_numbers
from review_app.ledger import Ledger, StaleRevisionError, cases, events, imports, registry
from review_app.ledger import editions as links
from review_app.ledger import editions_carry as carrying
from review_app.ledger.cases import Standing
from review_app.ledger.connection import Cursor
from review_app.ledger.editions_carry import Place, Ready
from review_app.ledger.errors import LedgerBusyError
from review_app.ledger.events import Author, NewEvent
from review_app.ledger.model import CaseFacts, Json
from review_app.workflow import joining
from review_app.workflow.machine import STATE_NAMES, Act, State

ORDINANCES_PER_STEP = 100
# When more than this share of the ordinances is absent, the import is taken for a partial one (改正分だけ).
PARTIAL_SHARE = 0.5
_TRIES = 5
_SETTLED = frozenset({State.COMPLETED, State.OUT_OF_SCOPE})
_SAME_TEXT = frozenset({Change.UNCHANGED, Change.MOVED})


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a new edition means for one case.

    ``point``: its place must be copied to the new text; ``act``: what happens to it, None when nothing does;
    ``gone``: the analog means is no longer in the text, so 完了 is proposed.
    """

    point: bool = False
    act: Act | None = None
    gone: bool = False


@dataclass(slots=True)
class Carried:
    """What carrying cases to an edition did, in cases and ordinances.

    ``absent`` are ordinances that the edition does not hold but which were not closed, since it looks like a
    partial import.
    """

    edition: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    absent: int = 0


def link(ledger: Ledger, author: Author) -> int:
    """Tie the newest edition to those before it; to be done before its extraction. Gives ordinances linked."""
    current = imports.current_edition(ledger)
    return links.link(ledger, author, current[0]) if current else 0


def carry_over(ledger: Ledger, author: Author, *, close_absent: bool = False) -> Carried:
    """Carry the cases to the newest edition, as far as it is extracted, and close those of repealed ordinances.

    ``close_absent`` closes them even when most ordinances are absent.
    """
    current = imports.current_edition(ledger)
    if current is None or current[0] == 1:
        return Carried()
    edition_id, name = current
    done = Carried(name)
    ready = carrying.ready(ledger, edition_id)
    for chunk in _chunks(ready):
        _repeat(lambda chunk=chunk: _carry(ledger, author, current, chunk, done))  # type: ignore[misc]
    absent, standing = links.missing(ledger, edition_id)
    if len(absent) > standing * PARTIAL_SHARE and not close_absent:
        done.absent = len(absent)
        return done
    for start in range(0, len(absent), ORDINANCES_PER_STEP):
        part = absent[start : start + ORDINANCES_PER_STEP]
        _repeat(lambda part=part: _repeal(ledger, author, current, part, done))  # type: ignore[misc]
    return done


def _chunks(ready: Sequence[Ready]) -> Iterator[Sequence[Ready]]:
    for start in range(0, len(ready), ORDINANCES_PER_STEP):
        yield ready[start : start + ORDINANCES_PER_STEP]


def _repeat(step: Callable[[], None]) -> None:
    """Do a step again when somebody acted on one of its cases meanwhile: it reads everything anew."""
    for _ in range(_TRIES):
        try:
            return step()
        except StaleRevisionError:
            continue
    raise LedgerBusyError("案件の引継ぎ中に操作が続いています。しばらく待って、もう一度実行してください。")


def consequence(place: Place, state: State) -> Consequence:
    """Say what a new edition means for a case in ``state``: the table of this module's first paragraph."""
    change = Change(place.change)
    point = not place.found and place.clause_id is not None
    if change in _SAME_TEXT:
        return Consequence(point)
    if change is Change.DELETED:
        if state in _SETTLED:
            return Consequence()
        return Consequence(act=Act.DISMISS if state is State.UNREVIEWED else Act.RECHECK, gone=True)
    gone = not (place.found or change is Change.MERGED or (place.manual and carrying.relocated(place)))
    if state is State.UNREVIEWED or (gone and state in _SETTLED):
        return Consequence(point)
    return Consequence(point, Act.RECHECK, gone)


def _carry(
    ledger: Ledger, author: Author, edition: tuple[int, str], chunk: Sequence[Ready], done: Carried
) -> None:
    places = carrying.places(ledger, chunk)
    standing = cases.standing(ledger, [place.case_id for place in places]) if places else {}
    numbers = _amending(ledger, chunk)
    revived = carrying.repealed_here(ledger, edition[0])
    news, moves, counts = _department_maps(ledger, chunk), [], Counter[str]()
    for place in places:
        case = standing[place.case_id]
        if not place.current and case.revision == 0:
            continue  # the rules had given it up, and nobody has touched it
        if place.origin_id in revived and (back := _revival(ledger, case, edition[0])):
            news.append(back)
            case = Standing(case.case_id, back.revision, back.facts or CaseFacts())
        what = consequence(place, State(case.facts.state))
        if what.point:
            moves.append(place)
        if what.act is not None:
            news.append(_event(case, place, what, edition, numbers.get(place.ordinance_id, "")))
        elif _parts(case, place):
            news.append(
                NewEvent(cases.subject(case.case_id), case.revision + 1, Act.UNJOIN, facts=case.facts)
            )
        counts[_counted(what)] += 1
    news = joining.parted(ledger, news, _left(edition))

    def alongside(cursor: Cursor) -> None:
        carrying.point(cursor, moves)
        carrying.mark_carried(cursor, edition[0], chunk)

    summary = _summary(ledger, edition[0], "carry", {"ordinances": len(chunk), "cases": dict(counts)})
    events.append(ledger, author, [summary, *news], alongside)
    done.counts.update(counts, ordinances=len(chunk))


def _parts(case: Standing, place: Place) -> bool:
    """Whether a case nobody has judged leaves those it is joined with: its text is no longer written like theirs."""
    joined = bool(case.facts.joined or case.facts.joined_to)
    return joined and case.facts.state == State.UNREVIEWED and Change(place.change) not in _SAME_TEXT


def _left(edition: tuple[int, str]) -> Json:
    """What the event of a clause says that stays when another leaves the joined case."""
    note = f"版「{edition[1]}」で、まとめていた条項の条文が変わったため、まとめを解きました。"
    return {"edition_id": edition[0], "edition": edition[1], "note": note}


def _counted(what: Consequence) -> str:
    if what.act is Act.RECHECK:
        return "proposed" if what.gone else "recheck"
    return "closed" if what.act is Act.DISMISS else "kept"


def _summary(ledger: Ledger, edition_id: int, act: str, payload: Json) -> NewEvent:
    subject = f"edition:{edition_id}"
    last = events.last(ledger, subject)
    return NewEvent(subject, last.revision + 1 if last else 1, act, payload)


def _amending(ledger: Ledger, chunk: Sequence[Ready]) -> dict[int, str]:
    """The number of the last ordinance that amended each, where its 附則 tell; by the new ordinance's id."""
    found = carrying.suppl_locators(ledger, [x for one in chunk for x in (one.origin_id, one.ordinance_id)])
    numbers = {}
    for one in chunk:
        added = amending_numbers(found.get(one.origin_id, ()), found.get(one.ordinance_id, ()))
        if added:
            numbers[one.ordinance_id] = added[-1]
    return numbers


def _department_maps(ledger: Ledger, chunk: Sequence[Ready]) -> list[NewEvent]:
    """Ordinances whose title or number changed keep their department."""
    renamed = [one for one in chunk if one.ordinance_key != one.origin_key]
    known = registry.ordinance_departments(ledger) if renamed else {}
    news = []
    for one in renamed:
        department, _ = known.get(one.origin_key, (None, 0))
        if department and one.ordinance_key not in known:
            payload = {"department_id": department, "before": None}
            news.append(NewEvent(f"ordinance:{one.ordinance_key}", 1, "map_ordinance", payload))
    return news


def _revival(ledger: Ledger, case: Standing, edition_id: int) -> NewEvent | None:
    """Take back a closing by repeal when the ordinance turned up after all, unless somebody acted since."""
    past = events.history(ledger, cases.subject(case.case_id))
    if not past or past[-1].payload.get("edition_id") != edition_id or past[-1].act != Act.DISMISS:
        return None
    before = replace(past[-2].facts, joined_to=None, joined=()) if len(past) > 1 else CaseFacts()
    note = "廃止として閉じましたが、同じ版に例規が取り込まれたため元に戻しました。"
    payload: Json = {"note": note, "edition_id": edition_id}
    return NewEvent(cases.subject(case.case_id), case.revision + 1, Act.UNDO.value, payload, facts=before)


def _event(
    case: Standing, place: Place, what: Consequence, edition: tuple[int, str], number: str
) -> NewEvent:
    payload: Json = {
        "edition_id": edition[0],
        "edition": edition[1],
        "change": place.change,
        "renumbered": place.renumbered,
        "old_clause_id": place.old_clause_id,
        "clause_id": place.found_clause_id or place.clause_id,
        "before": asdict(case.facts),
        "gone": what.gone,
    }
    if what.gone and what.act is Act.RECHECK:
        payload |= {"proposal": Act.COMPLETE.value, "amending_number": number}
    return _new(case, what.act or Act.RECHECK, payload, _said(case, place, what, edition[1], number))


def _new(case: Standing, act: Act, payload: Json, said: str) -> NewEvent:
    payload["reason" if act is Act.DISMISS else "note"] = said
    state = State.OUT_OF_SCOPE if act is Act.DISMISS else State.RECHECK
    facts = replace(case.facts, state=state.value, due_on=None)
    if state is State.RECHECK:
        facts = replace(facts, completed_on=None)
    return NewEvent(cases.subject(case.case_id), case.revision + 1, act.value, payload, facts=facts)


_CHANGES = {
    Change.AMENDED: "条文が改正されました",
    Change.MERGED: "条文がほかの条項にまとめられました",
    Change.DELETED: "条項が削られました",
}


def _said(case: Standing, place: Place, what: Consequence, edition: str, number: str) -> str:
    sentence = _CHANGES[Change(place.change)]
    if place.renumbered:
        sentence = "引用する条項の番号が改められました"
    said = f"版「{edition}」で{sentence}（従前の状態：{STATE_NAMES[State(case.facts.state)]}）。"
    if what.gone and what.act is Act.RECHECK:
        by = f"（{number}）" if number else ""
        said += f"アナログな手段の定めがなくなったため、完了{by}としてよいか確認してください。"
    return said


def _repeal(
    ledger: Ledger, author: Author, edition: tuple[int, str], ordinance_ids: Sequence[int], done: Carried
) -> None:
    standing = cases.standing(ledger, ids) if (ids := carrying.cases_on(ledger, ordinance_ids)) else {}
    news = []
    for case in standing.values():
        if State(case.facts.state) in _SETTLED:
            continue
        payload: Json = {
            "edition_id": edition[0],
            "edition": edition[1],
            "change": "repealed",
            "before": asdict(case.facts),
        }
        said = f"版「{edition[1]}」で例規が廃止されました（従前の状態：{STATE_NAMES[State(case.facts.state)]}）。"
        news.append(_new(case, Act.DISMISS, payload, said))
    closed = len(news)
    news = joining.parted(ledger, news, _left(edition))
    summary = _summary(ledger, edition[0], "repeal", {"ordinances": len(ordinance_ids), "cases": closed})
    events.append(
        ledger,
        author,
        [summary, *news],
        lambda cursor: carrying.mark_repealed(cursor, edition[0], ordinance_ids),
    )
    done.counts.update(repealed=len(ordinance_ids), closed=closed)
