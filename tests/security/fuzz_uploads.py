"""The route that takes uploads, fuzzed: bodies of multipart/form-data, damaged, in pieces of any size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from fuzz_cases import Case, Target

from ordinances.filetypes import printable

BODY = (
    '--xx\r\nContent-Disposition: form-data; name="files"; filename="公園条例.txt"\r\n'
    "Content-Type: text/plain\r\n\r\n第1条　市長は、公園を巡視する。\r\n"
    '--xx\r\nContent-Disposition: form-data; name="files"; filename="../../a.zip"\r\n\r\nPK\r\n'
    '--xx\r\nContent-Disposition: form-data; name="note"\r\n\r\n備考\r\n--xx--\r\n'
)
HERE = "tenken.test"


class Waiting:
    """Stands for the import behind the route: it only lets files arrive."""

    def __init__(self, folder: Path) -> None:
        from review_app.workflow.staging import Staging  # noqa: PLC0415

        self.staging = Staging(folder / "tenken.duckdb")
        self.names: list[str] = []

    def admits(self, _person: str, _ticket: str) -> bool:
        return True

    @contextmanager
    def receive(self, _person: str, expected: int) -> Iterator[Any]:
        self.names = []
        with self.staging.receive(expected) as receiving:
            yield receiving
        self.names = [file.name for file in receiving.files]


def uploads(folder: Path) -> Target:
    """Post the case, and look at the answer and at what is kept."""
    from review_app.web.uploads import Uploads  # noqa: PLC0415

    waiting = Waiting(folder)
    route = Uploads(waiting)  # type: ignore[arg-type]
    runner = asyncio.Runner()

    def read(case: Case) -> str:
        waiting.staging.clear()
        status, page = runner.run(sent(route, case))
        files = sorted(waiting.staging.folder.iterdir()) if waiting.staging.folder.exists() else []
        if status == 400:
            return "kept of a refused upload" if files else "" if "受け取れませんでした" in page else page
        named = len(files) == len(waiting.names) > 0
        shown = all(printable(name) == name and 0 < len(name) <= 200 for name in waiting.names)
        return "" if status == 303 and named and shown else f"{status}: {files} {waiting.names}"

    return Target([Case("送信.multipart", BODY.encode())], read)


async def sent(route: Any, case: Case) -> tuple[int, str]:
    """Post a case to the route; gives the status and the page. One in seven has a damaged content type."""
    from starlette.requests import Request  # noqa: PLC0415

    chance = Random(crc32(case.content))  # noqa: S311 - repeatable, no secret
    kind = case.content[:60].strip() if chance.random() < 0.15 else b"multipart/form-data; boundary=xx"
    headers = [(b"host", HERE.encode()), (b"origin", f"http://{HERE}".encode()), (b"content-type", kind)]
    if chance.random() < 0.5:
        headers.append(
            (b"content-length", chance.choice((b"%d" % len(case.content), b"-1", b"9" * 30, b"x")))
        )
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/intake/upload",
        "query_string": b"",
        "headers": headers,
        "state": {"session": Session()},
    }
    pieces = split(case.content, chance)

    async def receive() -> dict[str, Any]:
        return await anext(pieces)

    answer = await route.upload(Request(scope, receive))
    return answer.status_code, bytes(answer.body).decode()


class Session:
    """A session of somebody; the route asks it for the person only."""

    class actor:  # noqa: N801 - an attribute with an attribute
        """The person."""

        person_id = "legal"


async def split(content: bytes, chance: Random) -> AsyncIterator[dict[str, Any]]:
    """The body in pieces; sometimes the browser goes away before its end."""
    size = chance.choice((1, 7, 64, 4096, 1_000_000))
    if size < 64 and len(content) > 20_000:
        size = 4096
    for start in range(0, len(content), size):
        yield {"type": "http.request", "body": content[start : start + size], "more_body": True}
        if chance.random() < 0.001:
            yield {"type": "http.disconnect"}
    yield {"type": "http.request", "body": b"", "more_body": False}
    while True:
        yield {"type": "http.disconnect"}
