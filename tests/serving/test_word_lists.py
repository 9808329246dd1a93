"""A damaged word list: the server starts all the same, and takes its flows up once it is mended.

At the start, flows and word lists are read in two processes beside each other; the flows alone
being good must not make the line ready.
"""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import pytest

from responder.safety import lexicon
from responder.safety.crisis import FALLBACK_TEXT
from tests.serving.running import lay_out_small, running, until

pytestmark = pytest.mark.slow

# The command, with the word lists of another folder.
ELSEWHERE = """
from pathlib import Path
from responder.safety import lexicon
lexicon.read.__defaults__ = (Path({words!r}), ())
from responder.cli import main
main()
"""


def test_with_a_damaged_word_list_nothing_is_ready_until_it_is_mended(tmp_path: Path) -> None:
    flows = lay_out_small(tmp_path / "flows")
    words = Path(shutil.copytree(lexicon.WORDS, tmp_path / "words"))
    good = (words / "es.toml").read_text("utf-8")
    (words / "es.toml").write_text(f"[classes\n{good}", "utf-8")
    program = tmp_path / "elsewhere.py"
    program.write_text(ELSEWHERE.format(words=str(words)), "utf-8")

    def command(port: int) -> list[str]:
        return [sys.executable, str(program), "serve", "--bind", f"127.0.0.1:{port}"]

    with running(tmp_path, command, RESPONDER_FLOWS=str(flows)) as server:
        until(server.ops_is_open)
        assert server.text("initiatives") == FALLBACK_TEXT
        status, said = server.page("/ready")
        assert status == 503
        assert "es.toml" in said
        assert said.endswith("[word-list]\n")
        assert server.counts()["responder_ready"] == 0
        assert server.events("flows_good") == []
        assert len(server.events("flows_refused")) == 1
        (words / "es.toml").write_text(good, "utf-8")
        server.process.send_signal(signal.SIGHUP)
        until(lambda: server.page("/ready") == (200, "ready\n"))
        until(lambda: "Two examples stand here." in server.text("initiatives"))
        until(lambda: "Call or text 988 now" in server.text("i want to die"))
