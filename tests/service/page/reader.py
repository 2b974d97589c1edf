"""This file fills in the page as a reader does, and returns what the API answered."""

from typing import Any

from playwright.sync_api import Page

SLOW = 60_000  # milliseconds; machines are slow at times
TITLE = "Chile 🙂 signs at last"
TEXT = (
    "Norway 🙂 kept its word and opened its ports to the stranded crews. Iran lied about the raid, and Iranian gunboats"
    " attacked a ferry full of children 🙂.\n\n“Norway may perhaps host new talks,” an official in Tehran said. If they fail,"
    " the whole coast will burn and nobody will be left to put it out!\n\nIt’s e\u0301tude day in Oslo, reportedly."
)


def score(page: Page, text: str = TEXT, title: str = TITLE) -> Any:
    page.fill("#title", title)
    page.fill("#text", text)
    with page.expect_response("**/v1/score") as answer:
        page.click("#score")
    page.wait_for_selector("#results:not([hidden])")
    return answer.value.json()
