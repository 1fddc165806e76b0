"""The page Streamlit's front end starts from, in Japanese and with nothing it does not need.

Made from the installed Streamlit's own ``index.html``, so that it follows its fingerprinted bundles.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

TITLE = "点検 - 例規のアナログ規制 見直し"
SCRIPTS = ("keys.js", "autosave.js")
"""Our own scripts, served beside the page from files of this package."""

_SCRIPTS = "".join(f'<script defer src="/{name}"></script>' for name in SCRIPTS)
_NO_SCRIPT = "<noscript><p>この画面を使うには、ブラウザのJavaScriptを有効にしてください。</p></noscript>"


@cache
def index_html() -> str:
    """Give the start page.

    Changes: ``lang="ja"``, our title and icon, no preload of a web font that the theme does not use, no
    inline script (so that the content policy can forbid them), no pointer to the agent interface (shut off), our
    own scripts.

    Raises:
        RuntimeError: Streamlit's page no longer has the parts this is made from.
    """
    import streamlit  # noqa: PLC0415 - slow to import; only a running server needs it

    source = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    for pattern, replacement in (
        (r"<!--.*?-->", ""),
        (r'<html lang="en">', '<html lang="ja">'),
        (r"<title>.*?</title>", f"<title>{TITLE}</title>"),
        (r'<link rel="shortcut icon"[^>]*>', '<link rel="icon" href="/tenken.svg" type="image/svg+xml">'),
        (r'<link\s+rel="preload"[^>]*as="font"[^>]*>', ""),
        (r'<link rel="service-desc"[^>]*>', ""),
        (r"<script>.*?</script>", ""),
        (r"<noscript>.*?</noscript>", _NO_SCRIPT),
        (r"</head>", f"{_SCRIPTS}</head>"),
    ):
        source, found = re.subn(pattern, replacement, source, flags=re.DOTALL)
        if not found:
            raise RuntimeError(f"Streamlit's index.html changed: {pattern} not found")
    return source.replace('"./', '"/')


def index(_request: Request) -> Response:
    """Answer a page view with the start page."""
    return HTMLResponse(index_html())
