"""The import as HTML and words: steps, counts, one line a file, the result. All text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ordinances.limits import MB, megabytes
from review_app.pages import tables, words
from review_app.workflow.intake_job import LOST
from review_app.workflow.intake_status import Filed, Result, Stage, Status, Step

STEPS = {
    Step.READ: "取込み",
    Step.LINK: "前の版との対応付け",
    Step.EXTRACT: "抽出",
    Step.CARRY: "案件の引継ぎ",
}
ORDER = ("skipped", "duplicate", "unchanged", "imported")
MOST_ROWS = 300


def progress(status: Status) -> tuple[float, str]:
    """Give how far the step is (0 to 1) and how to say it."""
    now = status.progress
    if status.stage is Stage.RECEIVING or now is None:
        return 0.0, "ファイルを受け取っています"
    share = min(1.0, now.done / now.total) if now.total else 0.0
    if now.step is Step.READ:
        what = "内容を確かめています" if status.stage is Stage.CHECKING else "取り込んでいます"
        if share >= 1.0 and status.stage is Stage.CHECKING:
            return 1.0, "今の版と比べています"
        read = f"{megabytes(now.done)} / {megabytes(now.total)}（毎秒{megabytes(int(now.rate))}）"
        return share, f"{what}：" + (read if now.total >= MB else f"{share:.0%}".replace("%", "％"))
    if now.step is Step.EXTRACT:
        if not now.done:
            return 0.0, "調べる準備をしています"
        return share, f"調べています：{now.done:,} / {now.total:,}条項（毎秒{now.rate:,.0f}条項）"
    return share, f"{STEPS[now.step]}を行っています"


def steps_html(status: Status) -> str:
    """Give the steps in order, the present one marked; nothing while files are only looked at."""
    now = status.progress
    if status.stage is not Stage.WORKING or now is None:
        return ""
    here = ' aria-current="step"'
    items = (f"<li{here if step is now.step else ''}>{escape(name)}</li>" for step, name in STEPS.items())
    return f'<ol class="tk-steps">{"".join(items)}</ol>'


def counts_html(status: Status) -> str:
    """Give the files by outcome as cards."""
    counts = status.counts
    lost = counts["failed"] + counts["conflict"]
    taken = "取り込む例規" if status.stage is Stage.CHECKED else "取り込んだ例規"
    return tables.cards(
        (
            tables.card(taken, counts["imported"]),
            tables.card("同じもの", counts["unchanged"] + counts["duplicate"]),
            tables.card("例規でないもの", counts["skipped"]),
            tables.card("読めないもの", lost, tone="warn"),
        )
    )


def lost_html(files: Sequence[Filed]) -> str:
    """Give the files that could not be read, with the reason; nothing where there are none."""
    lost = [filed for filed in files if filed.outcome in LOST]
    return lines_html("読めないもの", lost) if lost else ""


def files_html(files: Sequence[Filed]) -> str:
    """Give one line for each other file, behind a line that opens them; those left out come first."""
    rest = [filed for filed in files if filed.outcome not in LOST]
    rest.sort(key=lambda filed: ORDER.index(filed.outcome) if filed.outcome in ORDER else 0)
    if not rest:
        return ""
    inner = lines_html("ファイルごとの結果", rest)
    return f'<details class="tk-files"><summary>ファイルごとの結果を見る</summary>{inner}</details>'


def lines_html(title: str, files: Sequence[Filed]) -> str:
    """Give files as a table, cut where it would be too long to read."""
    rows = [(f.source, words.OUTCOMES.get(f.outcome, f.outcome), f.reason) for f in files[:MOST_ROWS]]
    cut = len(files) - MOST_ROWS
    note = f'<p class="tk-cut">ほか{cut:,}件は省略しました。</p>' if cut > 0 else ""
    return tables.table(f"{title}（{len(files):,}件）", ("ファイル", "結果", "説明"), rows) + note


def result_html(status: Status) -> str:
    """Say how it ended, what was found, and what became of the cases."""
    result = status.result or Result(status.edition)
    return "".join((headline(result, status), found_html(result), carried_html(result)))


def headline(result: Result, status: Status) -> str:
    """Say in a sentence how it ended."""
    if result.error:
        return tables.alert(f"途中で止まりました。{result.error}")
    if result.stopped_by:
        kept = (
            "ここまでの分は保存されています。続きから行えます。"
            if status.resumable
            else ("ここまでの分は保存されています。残りは「調べて引き継ぐ」で行えます。")
        )
        return tables.alert(f"{result.stopped_by}さんが止めました。{kept}")
    return f'<p class="tk-done" role="status">版「{escape(result.edition)}」の取込みが終わりました。</p>'


def found_html(result: Result) -> str:
    """Say what the rules found."""
    if not result.finished or not result.ordinances:
        return ""
    failed = f"{result.failures:,}件は調べられませんでした。" if result.failures else ""
    return (
        f"<p>例規{result.ordinances:,}件（{result.clauses:,}条項）を調べ、"
        f"候補を{result.candidates:,}件見つけました。{failed}</p>"
    )


def carried_html(result: Result) -> str:
    """Say what became of the cases of the edition before, with the way to those to look at again."""
    carried = result.carried
    if carried is None or not (carried.counts or carried.absent):
        return ""
    counts = carried.counts
    again = counts["recheck"] + counts["proposed"]
    told = tables.cards(
        (
            tables.card("そのまま引き継いだ案件", counts["kept"]),
            tables.card("再確認する案件", again, tone="todo"),
            tables.card("うち完了の提案", counts["proposed"]),
            tables.card("廃止・削除で終えた案件", counts["closed"]),
        )
    )
    links = '<li><a href="/editions">前の版との違いを見る</a></li>'
    if again:
        links = '<li><a href="/triage?triage_view=recheck">再確認する案件を開く</a></li>' + links
    if carried.absent:
        told += tables.alert(
            f"前の版にある例規のうち{carried.absent:,}件が、この版にありません。半分を超えるため、改正分だけの取込みと"
            "みなし、廃止としては扱いませんでした。"
        )
    return f'{told}<ul class="tk-next">{links}</ul>'
