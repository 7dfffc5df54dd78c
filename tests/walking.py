"""How a browser walk looks, signs in and presses; shared by the journeys."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

PASSWORD = "correct-horse-demo"
SHOTS = Path("var/screenshots")


def look(page, name):
    """Keep a screenshot, and refuse a page a blind user could not use."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], f"{name} scrolls sideways"


def sign_in(page, email):
    page.goto("/people/sign-in")
    page.fill("#email", email)
    page.fill("#password", PASSWORD)
    page.click("form.sheet button")


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
