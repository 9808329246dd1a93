"""Which live objects of a running line hold a mark, as each of its processes sees it itself.

Asked by the header `X-Probe`, at either port. The marks come in disguise, and what holds one is
told by its kind and by what holds it, never by its words.
"""

from __future__ import annotations

import json
from typing import Any

from tests.resilience.breaking import PROGRAM
from tests.resilience.marked import MARKS
from tests.resilience.served import Served

PROBE = (
    PROGRAM
    + '''
import functools, gc, greenlet, json, mmap, stat
import responder.serving.ops

def bypassed(size):
    """What breaks a step must reach it; all else is kept as shipped, to see what is kept."""
    def kept(real):
        cached = functools.lru_cache(size)(real)
        def call(*asked):
            if flask.has_request_context() and "HTTP_X_BREAK" in flask.request.environ:
                return real(*asked)
            return cached(*asked)
        return call
    return kept
responder.web.lru_cache = bypassed

NAMED = (type(sys), type(bypassed), type(functools.lru_cache(len)))

def asleep():
    """What stands in functions that wait: the collector does not see it."""
    for each in gc.get_objects():
        if isinstance(each, greenlet.greenlet):
            frame = each.gr_frame
            while frame is not None:
                yield list(frame.f_locals.values())
                frame = frame.f_back

def alive(marks):
    gc.unfreeze(); gc.collect()
    here = [marks, sys._getframe()]
    todo = [(each, "nothing") for each in (*gc.get_objects(), *asleep())]
    here += [todo, here]
    seen, found, count, size = {id(each) for each in (*here, *marks)}, [], 0, 0
    keep = []  # so that no id is that of another object later
    while todo:
        held, holder = todo.pop()
        if id(held) in seen: continue
        seen.add(id(held)); keep.append(held); count += 1
        if isinstance(held, str): text = held
        elif isinstance(held, (bytes, bytearray, memoryview, mmap.mmap)):
            try: text = (held[:] if isinstance(held, mmap.mmap) else bytes(held)).decode("latin-1")
            except (ValueError, TypeError): continue  # closed
        else:
            name = getattr(held, "__name__", "") if type(held) in NAMED else ""
            holders = f"{type(held).__name__} {name}".rstrip()
            holders = " in ".join([holders, *holder.split(" in ")][:5])
            todo.extend((each, holders) for each in gc.get_referents(held))
            continue
        size += len(text)
        text = text.casefold()
        if any(mark in text for mark in marks): found.append(f"{type(held).__name__} in {holder}")
    return found, count, size

def open_files(marks):
    """Plain files this process holds open, whether they still have a name or not."""
    found, size = [], 0
    for handle in os.listdir("/proc/self/fd"):
        try:
            told = os.fstat(int(handle))
            if not stat.S_ISREG(told.st_mode) or told.st_dev == os.stat("/proc").st_dev: continue
            with open(f"/proc/self/fd/{handle}", "rb") as file: content = file.read()
        except OSError: continue
        size += len(content)
        low = content.lower()
        if any(mark.encode() in low for mark in marks): found.append("an open file")
    return found, size

def probed(app):
    def probe(environ, start):
        asked = environ.get("HTTP_X_PROBE")
        if asked is None: return app(environ, start)
        if str(os.getpid()) in environ["HTTP_X_DONE"].split(","):
            start("200 OK", [("Content-Length", "0")])
            return [b""]
        marks = ["".join(chr(ord(letter) - 1) for letter in each) for each in asked.split(",")]
        found, count, size = alive(marks)
        files, file_bytes = open_files(marks)
        body = json.dumps({"pid": os.getpid(), "found": found + files, "objects": count,
                           "bytes": size, "file_bytes": file_bytes}).encode()
        start("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]
    return probe

real_create = responder.web.create_app
def create(*arguments, **named):
    app = real_create(*arguments, **named)
    app.wsgi_app = probed(app.wsgi_app)
    return app
responder.web.create_app = create
real_ops = responder.serving.ops.Ops
responder.serving.ops.Ops = lambda shared: probed(real_ops(shared))
'''
)
WORKERS = 2
_TRIES = 200


def held(line: Served) -> dict[int, dict[str, Any]]:
    """Return, for both workers and the operator's process, what it still holds of the marks."""
    disguised = ",".join("".join(chr(ord(letter) + 1) for letter in mark) for mark in MARKS)
    found: dict[int, dict[str, Any]] = {}
    for at in range(_TRIES):
        if at and len(found) > WORKERS:
            break
        done = ",".join(map(str, found))
        head = f"Host: x\r\nX-Probe: {disguised}\r\nX-Done: {done}\r\nConnection: close\r\n\r\n"
        answer = line.raw(f"GET /ready HTTP/1.1\r\n{head}".encode(), ops=at == 0)
        if body := answer.partition(b"\r\n\r\n")[2]:
            told = json.loads(body)
            found[told["pid"]] = told
    return found
