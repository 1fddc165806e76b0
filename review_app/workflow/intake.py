"""Importing from the app (画面からの取込み): files in, a look at what they would change, and the work itself.

One at a time, in a thread of the app's process, which alone writes to the ledger; reading and extracting are
done by processes of their own, so that everybody else's pages stay quick. It belongs to the server and not to a
page: any legal person may look, stop it or take it up again. Every chunk is one transaction, so a stop or a
crash leaves a ledger in which the same import goes on where it ended.
"""

from __future__ import annotations

import os
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import structlog

from ordinances.found import NamedFile
from review_app.ledger import Ledger, editions_compare, imports
from review_app.ledger.errors import LedgerError
from review_app.ledger.events import Author
from review_app.workflow import actors, extracting, intake_work
from review_app.workflow.errors import InvalidInputError, NotAllowedError, WorkflowError
from review_app.workflow.intake_job import Job
from review_app.workflow.intake_status import Stage, Status, StoppedError
from review_app.workflow.model import Role
from review_app.workflow.staging import Receiving, Staging

_BUSY = "取込みが行われています。終わってから、もう一度行ってください。"
_FAILED = (
    "想定外の問題で止まりました。ここまでの結果は保存されています。"
    "もう一度行っても止まるときは、システム管理者に知らせてください。"
)

log = structlog.get_logger(__name__)


def _beside(ledger: Ledger) -> Path:
    """The path uploads wait beside: the ledger's, or behind a server one of this process alone."""
    return Path(tempfile.gettempdir()) / f"tenken-{os.getpid()}.duckdb" if ledger.remote else ledger.path


class Intake:
    """The import of one ledger. Every call names the person, who must be legal at that moment."""

    def __init__(self, ledger: Ledger, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._ledger = ledger
        self._clock = clock
        self._lock = threading.RLock()
        self._staging = Staging(_beside(ledger))
        self._files: list[NamedFile] = []
        self._job = self._new(Stage.EMPTY)
        self._thread: threading.Thread | None = None
        self._tickets: dict[str, str] = {}

    def status(self, person_id: str) -> Status:
        """One look at the import."""
        self._legal(person_id)
        with self._lock:
            return replace(self._job.status(), resumable=bool(self._files))

    def waiting(self, person_id: str) -> int:
        """How many ordinances were imported but not analysed by the rules in force."""
        self._legal(person_id)
        return extracting.waiting(self._ledger)

    def ticket(self, person_id: str) -> str:
        """The word that an upload of this person must carry, so that no foreign page can send one."""
        self._legal(person_id)
        with self._lock:
            return self._tickets.setdefault(person_id, secrets.token_urlsafe(32))

    def admits(self, person_id: str, ticket: str) -> bool:
        """Whether an upload carries this person's word, which is good once."""
        with self._lock:
            known = self._tickets.get(person_id, "")
            fits = bool(known) and secrets.compare_digest(known.encode(), ticket.encode())
            if fits:
                del self._tickets[person_id]
        return fits

    @contextmanager
    def receive(self, person_id: str, expected: int) -> Iterator[Receiving]:
        """Take an upload of about ``expected`` bytes; once it is in, it is read and compared in the background.

        Raises NotAllowedError for others than legal, InvalidInputError while another import is under way or
        when the upload is too large; nothing of it is kept then.
        """
        author = self._begin(person_id, Stage.RECEIVING)
        try:
            with self._staging.receive(expected) as receiving:
                yield receiving
        except BaseException:
            self._forget()
            raise
        with self._lock:
            self._files = list(receiving.files)
            job = self._job = self._new(Stage.CHECKING, author)
            self._go(lambda: intake_work.check(self._ledger, self._files, job))

    def start(self, person_id: str, edition: str) -> None:
        """Import what was checked into the edition of this name, and do all that follows, in the background.

        Also takes up again what was stopped. LedgerError or InvalidInputError when the name will not do.
        """
        self._legal(person_id)
        name = self._edition(edition)
        with self._lock:
            if not self._files:
                raise InvalidInputError("取り込むファイルがありません。もう一度選んでください。")
            author = self._begin(person_id, Stage.WORKING, name)
            job, files = self._job, self._files
            self._go(lambda: intake_work.import_files(self._ledger, author, files, name, job))

    def extract(self, person_id: str) -> None:
        """Analyse in the background what was imported and not analysed yet."""
        with self._lock:
            author = self._begin(person_id, Stage.WORKING)
            job = self._job
            self._go(lambda: intake_work.extract(self._ledger, author, job))

    def stop(self, person_id: str) -> None:
        """Stop at the next place where nothing is half done. What is done stays."""
        author = self._legal(person_id)
        with self._lock:
            if self._job.running:
                self._job.stop(author)

    def drop(self, person_id: str) -> None:
        """Forget the files and the result; not while something is going on."""
        self._legal(person_id)
        with self._lock:
            if self._job.running:
                raise InvalidInputError(_BUSY)
            self._forget()

    def close(self) -> None:
        """Stop whatever is going on and wait for it: the server ends."""
        with self._lock:
            self._job.stop(actors.SYSTEM_AUTHOR)
            thread = self._thread
        if thread is not None:
            thread.join()
        self._staging.clear()

    def _legal(self, person_id: str) -> Author:
        who = actors.actor(self._ledger, person_id)
        if who.role is not Role.LEGAL:
            raise NotAllowedError("例規の取込みを行えるのは、法制担当です。")
        return actors.author(who, "app")

    def _new(self, stage: Stage, author: Author | None = None, edition: str = "") -> Job:
        return Job(stage, author, edition, self._clock)

    def _begin(self, person_id: str, stage: Stage, edition: str = "") -> Author:
        author = self._legal(person_id)
        with self._lock:
            if self._job.running:
                raise InvalidInputError(_BUSY)
            self._job = self._new(stage, author, edition)
        return author

    def _forget(self) -> None:
        with self._lock:
            self._staging.clear()
            self._files, self._job = [], self._new(Stage.EMPTY)

    def _edition(self, name: str) -> str:
        """The name as it is stored: a new one, or that of the newest edition, which is added to."""
        cleaned = imports.edition_name(name)
        current = imports.current_edition(self._ledger)
        known = editions_compare.edition_id(self._ledger, cleaned)
        if known is not None and current is not None and known != current[0]:
            raise InvalidInputError(
                f"版「{cleaned}」より新しい版があるため、加えられません。別の名前にしてください。"
            )
        return cleaned

    def _go(self, work: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=self._run, args=(self._job, work), name="intake", daemon=True)
        self._thread.start()

    def _run(self, job: Job, work: Callable[[], None]) -> None:
        """Do the work; whatever goes wrong is told in the status, in Japanese, not in the server's log alone."""
        writing = job.stage is Stage.WORKING
        try:
            work()
        except StoppedError:
            self._stopped(job, writing)
        except (WorkflowError, LedgerError) as error:
            job.end(error=str(error))
        except Exception as error:
            log.error("intake failed", exc_info=error)
            job.end(error=_FAILED)
        else:
            if writing:
                with self._lock:
                    self._staging.clear()
                    self._files = []
                job.end()

    def _stopped(self, job: Job, writing: bool) -> None:
        if not writing:  # nothing was written, so there is nothing to take up again
            self._forget()
            return
        try:
            if job.stopped_by is not None:
                intake_work.record(self._ledger, job.stopped_by, "stop_import", {"files": dict(job.counts())})
        finally:
            job.end()
