"""The shipped `responder serve` as a process of its own, in a home of its own, with a step broken.

What breaks is chosen by whoever asks, in the header `X-Break`: a program that is run in place of
`responder` puts a guard before each step and then runs the very same command.
"""

from __future__ import annotations

import base64
import hmac
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent.parent
TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0"
PUBLIC_URL = "https://text.example.org"
PATIENCE_SECONDS = 30.0
FORM = "application/x-www-form-urlencoded"


class NotOpenError(Exception):
    """The server did not open; what it said is the text."""


@dataclass
class Served:
    """A running line: its processes, its folders, and how to ask it."""

    port: int
    ops_port: int
    process: subprocess.Popen[bytes]
    home: Path

    @property
    def out(self) -> bytes:
        return (self.home / "stdout").read_bytes()

    @property
    def err(self) -> bytes:
        return (self.home / "stderr").read_bytes()

    def processes(self) -> list[int]:
        """Return the first process and all that come from it."""
        found, seen = [self.process.pid], 0
        while seen < len(found):
            with suppress(OSError):
                for task in Path(f"/proc/{found[seen]}/task").iterdir():
                    found += map(int, (task / "children").read_text().split())
            seen += 1
        return found

    def connect(self, *, ops: bool = False) -> socket.socket:
        port = self.ops_port if ops else self.port
        return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)

    def raw(self, request: bytes, *, ops: bool = False) -> bytes:
        """Return all that is answered to raw bytes until the server closes; nothing if it drops."""
        with self.connect(ops=ops) as asked:
            asked.sendall(request)
            answer = b""
            with suppress(ConnectionError):
                while more := asked.recv(65536):
                    answer += more
        return answer

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        *,
        signed: bool = True,
    ) -> tuple[int, bytes]:
        """Return status and body of what is answered to posted `fields`; status 0 for nothing."""
        request = self.request(path, fields, headers, signed=signed)
        head, _, body = self.raw(request).partition(b"\r\n\r\n")
        return (int(head.split(b" ")[1]), body) if head else (0, b"")

    def request(
        self,
        path: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        *,
        signed: bool = True,
    ) -> bytes:
        body = urlencode(fields).encode()
        told = {
            "Host": "text.example.org",
            "Connection": "close",
            "Content-Type": FORM,
            "Content-Length": str(len(body)),
            **({"X-Twilio-Signature": signature(path, fields)} if signed else {}),
            **(headers or {}),
        }
        lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + body

    def get(self, path: str, *, ops: bool = False) -> tuple[int, bytes]:
        answer = self.raw(f"GET {path} HTTP/1.0\r\nHost: x\r\n\r\n".encode(), ops=ops)
        head, _, body = answer.partition(b"\r\n\r\n")
        return (int(head.split(b" ")[1]), body) if head else (0, b"")


def signature(path: str, fields: Mapping[str, str]) -> str:
    """Return what Twilio would sign a request with."""
    signed = PUBLIC_URL + path + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), "sha1")).decode("ascii")


def until(happened: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> bool:
    """Return whether `happened` came true within `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if happened():
            return True
        time.sleep(0.05)
    return False


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def served(
    home: Path,
    *,
    flows: Path = ROOT / "flows",
    program: str = "",
    shell: str = "",
    environ: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """Run the line at `home`, and make sure that all of it is gone afterwards.

    `program` is Python that runs before the command does, in its process; `shell` a line that ends
    in `exec "$@"`. Raises NotOpenError.
    """
    for name in ("tmp", "home", "cwd"):
        (home / name).mkdir(parents=True, exist_ok=True)
    port, ops_port = free_port(), free_port()
    script = home / "program.py"
    script.write_text(f"{program}\nfrom responder.cli import main\nmain()\n", "utf-8")
    command = [sys.executable, str(script), "serve", "--bind", f"127.0.0.1:{port}"]
    if shell:
        command = ["/bin/bash", "-c", shell, "bash", *command]
    with (home / "stdout").open("wb") as out, (home / "stderr").open("wb") as err:
        process = subprocess.Popen(
            command,
            cwd=home / "cwd",
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "HOME": str(home / "home"),
                "TMPDIR": str(home / "tmp"),
                "TWILIO_AUTH_TOKEN": TOKEN,
                "RESPONDER_PUBLIC_URL": PUBLIC_URL,
                "RESPONDER_FLOWS": str(flows),
                "RESPONDER_OPS_BIND": f"127.0.0.1:{ops_port}",
                **(environ or {}),
            },
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
    line = Served(port, ops_port, process, home)
    try:
        if not until(lambda: process.poll() is not None or _is_open(line)) or process.poll():
            raise NotOpenError(line.err.decode(errors="replace"))
        yield line
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE_SECONDS)


def _is_open(line: Served) -> bool:
    try:
        return line.get("/health")[0] == 200
    except OSError:
        return False
