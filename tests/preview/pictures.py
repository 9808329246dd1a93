"""Make the pictures of the READMEs anew: `make pictures`."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.conftest import ROOT
from tests.preview.conftest import ARGUMENTS, CHROMIUM, free_port, opened, previewed

PICTURES = ROOT / "docs" / "pictures"


def _text(page: Page) -> None:
    for words in ("when is the next engagement meeting", "ya no quiero vivir"):
        page.get_by_label("Your text").fill(words)
        page.get_by_role("button", name="Send").click()
        page.wait_for_timeout(700)
    page.locator("#tree").get_by_text("Engagement").click()
    page.wait_for_timeout(500)


def _fault(page: Page, flows: Path) -> None:
    file = flows / "initiatives.yaml"
    words = file.read_text("utf-8")
    file.write_text(words.replace("    key: 3\n", "    key: 9\n", 1), "utf-8")
    page.wait_for_selector("#banner:not([hidden])")
    page.get_by_role("tab", name="Problems").click()
    page.wait_for_timeout(500)


def main() -> int:
    """Write both pictures; return 1 where there is no browser."""
    if CHROMIUM is None:
        sys.stderr.write("A browser is needed: install the package chromium.\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made, sync_playwright() as play:
        flows = Path(made) / "flows"
        shutil.copytree(ROOT / "flows", flows)
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with previewed(flows, free_port()) as address:
            with opened(browser, address, width=1180, height=740) as page:
                _text(page)
                page.screenshot(path=PICTURES / "preview.jpg", quality=78)
            with opened(browser, address, width=1180, height=560) as page:
                _fault(page, flows)
                page.screenshot(path=PICTURES / "fault.jpg", quality=85)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
