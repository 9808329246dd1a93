"""A real browser on a real preview: both are started once and used by all tests here."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import ROOT

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
STARTS_WITHIN_SECONDS = 60
ENDS_WITHIN_SECONDS = 60
expect.set_options(timeout=45_000)  # a busy machine takes its time; nothing here is about speed
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def previewed(flows: Path, port: int) -> Iterator[str]:
    """Run the real command on `flows`; give its address."""
    command = [sys.executable, "-m", "responder", "preview", "--no-browser", "--port", str(port)]
    running = subprocess.Popen(
        [*command, "--flows", flows.name],
        cwd=flows.parent,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        assert running.stdout is not None
        said = ""
        while "http://" not in said:
            said = running.stdout.readline()
            assert said, "the preview ended"
        address = said.split("open at ")[1].split()[0]
        _wait_for(address)
        yield address
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(ENDS_WITHIN_SECONDS) == 0
        assert running.stdout is not None
        running.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(address: str) -> None:
    end = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < end:
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    pytest.fail("the preview did not open")


def committed(folder: Path) -> Path:
    """Return a copy of the shipped flows in `folder`, in a git repository with one commit."""
    flows = folder / "flows"
    shutil.copytree(ROOT / "flows", flows)
    who = ["-c", "user.name=staff", "-c", "user.email=staff@example.org"]
    for step in (["init", "-q"], ["add", "flows"], [*who, "commit", "-q", "-m", "the words"]):
        subprocess.run(["git", *step], cwd=folder, check=True)
    return flows


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Of one module only: while it is open, no other test can have an event loop."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package chromium")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def shared_preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One preview of the shipped flows, for the tests that edit nothing."""
    with previewed(committed(tmp_path_factory.mktemp("staff")), free_port()) as address:
        yield address


@pytest.fixture
def page(browser: Browser, shared_preview: str) -> Iterator[Page]:
    """The page as it opens; anything that the browser complains of fails the test."""
    with opened(browser, shared_preview) as at:
        yield at


@contextmanager
def opened(
    browser: Browser, address: str, *, width: int = 1400, height: int = 900, dark: bool = False
) -> Iterator[Page]:
    complaints: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale="en-US",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.on("console", lambda told: complaints.append(told.text))
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else complaints.append(asked.url),
    )
    page.goto(address)
    page.wait_for_selector("#tree li")
    yield page
    context.close()
    assert complaints == []
