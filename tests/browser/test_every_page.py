"""Every page of every role, for those who see little: no serious fault, and usable at twice the size."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import rest, settle
from playwright.sync_api import Page, expect

from review_app.pages.shell import MENUS
from review_app.workflow.model import Role

Visit = Callable[[str, str], Page]
LOGINS = {Role.LEGAL: "hosei", Role.DEPARTMENT: "kouen", Role.MANAGER: "buchou", Role.ADMIN: "admin"}
SMALL, TWICE = {"width": 1280, "height": 720}, {"width": 640, "height": 360}
# What is wider than its window makes the whole page scroll sideways; a table may scroll by itself.
WIDE = """
[...document.querySelectorAll('.stMain, html')].filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => `${one.className}: ${one.scrollWidth} in ${one.clientWidth}`)
"""


@pytest.mark.parametrize("role", list(Role))
def test_each_page_of_a_role_can_be_used_by_everybody_at_200_per_cent(visit: Visit, role: Role) -> None:
    page = visit(LOGINS[role], "")
    page.emulate_media(reduced_motion="reduce")
    found = {}
    for place in MENUS[role]:
        page.set_viewport_size(SMALL)
        page.goto(f"/{place.path}")
        expect(page.get_by_role("main")).to_be_visible()
        rest(page)
        faults = [
            (one["id"], one["nodes"][0]["html"], one["nodes"][0]["failureSummary"])
            for one in Axe().run(page).response["violations"]
            if one["impact"] in {"serious", "critical"}
        ]
        page.set_viewport_size(TWICE)
        settle(page)
        if wrong := [*faults, *page.evaluate(WIDE)]:
            found[place.path] = wrong
    assert found == {}
