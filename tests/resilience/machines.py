"""The machines of the shipped set-up, as processes on loopback: replicas, and nginx before them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.resilience.load import PUBLIC_URL, TOKEN, ask_now, text

ROOT = Path(__file__).parent.parent.parent
SHIPPED = ROOT / "deploy" / "nginx"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NO_NGINX = "nginx is not on this machine: apt-get install nginx (as .ci/run does), then once more"
PATIENCE_SECONDS = 30.0


class NotHappenedError(Exception):
    """Something that was waited for did not come true."""


def until(what: str, happened: Callable[[], object], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until `happened`; NotHappenedError, with `what` was waited for, if it never does."""
    end = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > end:
            raise NotHappenedError(what)
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
    return port


def get(port: int, path: str) -> int:
    """Return the status of a page; 0 if nobody answers."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as asked:
            asked.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
            answer = b"".join(iter(lambda: asked.recv(65536), b""))
    except OSError:
        return 0
    return int(answer.split()[1]) if answer else 0


class Replica:
    """One machine that answers: its own flow files, port and processes."""

    def __init__(self, folder: Path) -> None:
        self.port, self.ops_port = free_port(), free_port()
        self.flows = folder / "flows"
        self.log = folder / "log"
        shutil.copytree(ROOT / "flows", self.flows)
        self.process = self._started()

    def start(self) -> None:
        """Start it again, after its end."""
        self.process = self._started()

    def _started(self) -> subprocess.Popen[bytes]:
        settings = {
            "TWILIO_AUTH_TOKEN": TOKEN,
            "RESPONDER_PUBLIC_URL": PUBLIC_URL,
            "RESPONDER_FLOWS": str(self.flows),
            "RESPONDER_BIND": f"127.0.0.1:{self.port}",
            "RESPONDER_OPS_BIND": f"127.0.0.1:{self.ops_port}",
        }
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "responder", "serve"],
                env={**os.environ, **settings},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def is_open(self) -> bool:
        return get(self.port, "/health") == 200

    def is_ready(self) -> bool:
        return get(self.port, "/ready") == 200

    def wait_open(self) -> None:
        until(f"replica on port {self.port} opens; see {self.log}", self.is_open)

    def says(self, words: str) -> str:
        """Return what this replica, asked past the proxy, answers to a text."""
        return ask_now(self.port, text(words))[1].decode()

    def edit(self, old: str, new: str) -> None:
        """Change a flow file as an editor does: all at once, by a new file in its place."""
        path = self.flows / "initiatives.yaml"
        before = path.read_text("utf-8")
        if before.count(old) != 1:
            raise NotHappenedError(f"{old!r} stands in initiatives.yaml once")
        fresh = path.with_suffix(".new")
        fresh.write_text(before.replace(old, new), "utf-8")
        fresh.replace(path)

    def workers(self) -> list[int]:
        """Return the processes under the first that answer requests."""
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            return [int(each) for each in children.read_text().split()]
        except OSError:
            return []

    def mebibytes(self, kind: str) -> float:
        """Return the memory of all its processes.

        `kind` is Pss, what they share counted once, or Anonymous, what each of them has made; the
        first also grows while workers write into what they shared, and ends at the second.
        """
        total = 0
        for process in (self.process.pid, *self.workers()):
            try:
                rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            except OSError:
                continue
            rows = (row.split() for row in rollup.splitlines())
            total += sum(int(row[1]) for row in rows if row[0] == f"{kind}:")
        return total / 1024

    def tell(self, sent: signal.Signals) -> None:
        self.process.send_signal(sent)

    def tell_all(self, sent: signal.Signals) -> None:
        """Signal every process of it, as when a machine dies or stands still."""
        os.killpg(self.process.pid, sent)

    def end(self) -> None:
        """End it, whatever state it is in."""
        with suppress(ProcessLookupError):
            self.tell_all(signal.SIGKILL)
        self.process.wait()


class Proxy:
    """nginx with the shipped configuration; only addresses and folders are of this machine."""

    def __init__(self, folder: Path, ports: Sequence[int]) -> None:
        self.port = free_port()
        self.log = folder / "nginx.log"
        self.config = folder / "nginx.conf"
        folder.mkdir(exist_ok=True)
        self.config.write_text(on_this_machine(folder, self.port, ports), "utf-8")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [NGINX or "nginx", "-g", "daemon off;", "-c", str(self.config), "-p", str(folder)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until("nginx opens", lambda: get(self.port, "/health") or self.process.poll() is not None)
        if self.process.poll() is not None:
            raise NotHappenedError(f"nginx starts: {self.log.read_text()}")

    def end(self) -> None:
        self.process.terminate()
        self.process.wait()


def on_this_machine(folder: Path, port: int, ports: Sequence[int]) -> str:
    """Return the shipped nginx.conf for replicas at `ports` of loopback."""
    shipped = (SHIPPED / "nginx.conf").read_text("utf-8")
    rows: list[str] = []
    for row in shipped.splitlines():
        if "server responder-1:8000" in row:
            rows += (row.replace("responder-1:8000", f"127.0.0.1:{each}") for each in ports)
        elif "server responder-2:8000" not in row:
            rows.append(row)
    changed = "\n".join([*rows, ""])
    for old, new in (
        ("listen 8080 ", f"listen 127.0.0.1:{port} "),
        ("/tmp/", f"{folder}/"),
        ("root /etc/nginx;", f"root {SHIPPED};"),
    ):
        if old not in changed:
            raise NotHappenedError(f"{old!r} stands in the shipped nginx.conf")
        changed = changed.replace(old, new)
    return changed


@contextmanager
def shipped(folder: Path, replicas: int) -> Iterator[tuple[list[Replica], Proxy]]:
    """Run replicas and the proxy; all are gone afterwards, if this process is told to stop too."""
    # By default TERM ends Python at once, and what it started would go on for ever.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with ExitStack() as started:
        machines = []
        for number in range(replicas):
            own = folder / f"replica-{number}"
            own.mkdir()
            machines.append(Replica(own))
            started.callback(machines[-1].end)
        for each in machines:
            each.wait_open()
        proxy = Proxy(folder / "proxy", [each.port for each in machines])
        started.callback(proxy.end)
        yield machines, proxy
