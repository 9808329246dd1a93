"""The operator's port: counts for Prometheus, and how the line is. Never on the public address.

The counts are added up from shared memory when they are asked for, so they are right across
workers, whichever died, and no file is left behind as in the library's own way for many processes.
"""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import gevent
from gevent import pywsgi
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from responder import readiness
from responder.failsafe import SAFE_HEADERS
from responder.serving.answering import ANSWERS, BAD, FAULTS
from responder.serving.events import Severity, tell
from responder.serving.listener import listener_at
from responder.serving.shared import Shared
from responder.serving.tally import BOUNDS, TIME, TIMED, Key

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

AGAIN_SECONDS = 5
PLAIN = "text/plain; charset=utf-8"
CHANNELS = ("text", "call")
# What an answer that names no page can come to. All are told from the start, as 0: to Prometheus a
# count that comes up as 1 has not increased.
WITHOUT_PAGE = {
    "text": ("crisis", "menu", "silent", "no_flows", "fault"),
    "call": ("opening", "menu", "crisis", "goodbye", "no_flows", "fault"),
}


def keep_open(bind: str, shared: Shared) -> None:
    """Answer at `bind`. Where that cannot be had it is said once, and tried again and again."""
    told = False
    while (listener := _listener(bind)) is None:
        if not told:
            words = f"no counts at {bind}, where nothing can listen now; this is tried again"
            tell("ops_port_closed", words, Severity.WARNING, bind=bind)
        told = True
        gevent.sleep(AGAIN_SECONDS)
    if told:
        tell("ops_port_open", f"counts at {bind} from now on", bind=bind)
    pywsgi.WSGIServer(listener, Ops(shared), log=None, error_log=None).serve_forever()


def _listener(bind: str) -> socket.socket | None:
    try:
        return listener_at(bind)
    except OSError:
        return None


class Ops:
    """The app on the operator's port."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._registry = CollectorRegistry()
        self._registry.register(_Counts(shared))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one question."""
        re.purge()  # the boundary in a head that tells of one is kept there
        status, kind, body = self._answer(environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            status, kind, body = "405 Method Not Allowed", PLAIN, b""
        length = ("Content-Length", str(len(body)))
        start_response(status, [("Content-Type", kind), length, *SAFE_HEADERS])
        return [body if environ["REQUEST_METHOD"] != "HEAD" else b""]

    def _answer(self, path: str, query: str) -> tuple[str, str, bytes]:
        match path:
            case "/metrics":
                return "200 OK", CONTENT_TYPE_LATEST, generate_latest(self._registry)
            case "/health":
                return "200 OK", PLAIN, b"ok\n"
            case "/ready":
                good = self._shared.good.number > 0
                status = "200 OK" if good else "503 Service Unavailable"
                if query.partition("=")[0] == "detail":
                    return status, "application/json", self._detail(good=good)
                news = self._shared.news()
                return (
                    status,
                    PLAIN,
                    readiness.words(news.faults if news else (), good=good).encode(),
                )
            case _:
                return "404 Not Found", PLAIN, b"404\n"

    def _detail(self, *, good: bool) -> bytes:
        sums, news = self._shared.tally.sums(), self._shared.news()
        told = {
            "ready": good,
            "workers": sums.get(("workers",), 0),
            "flows": None if news is None else {
                "result": news.result,
                "read_at": news.at,
                "read_seconds": news.seconds,
                "faults": news.faults,
                "fixes": news.fixes,
                "shown": news.shown,
                "sample": news.sample,
            },
            "feeds": [] if news is None else [
                {**asdict(each), "stale": each.is_stale(time.time())} for each in news.feeds
            ],
        }  # fmt: skip
        return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


class _Counts:
    """The counts, as Prometheus has them."""

    def __init__(self, shared: Shared) -> None:
        self._shared = shared
        self._began = time.time()

    def collect(self) -> Iterator[Metric]:
        sums = self._shared.tally.sums()
        yield from _answers(sums)
        yield _bad_requests(sums)
        yield from _processes(sums)
        yield from self._flows(sums)
        yield from self._feeds()

    def _flows(self, sums: dict[Key, int]) -> Iterator[Metric]:
        news, good = self._shared.news(), self._shared.parcel(self._shared.good)
        reads = CounterMetricFamily(
            "responder_flow_reads", "Readings of the flow files after the first.", labels=["result"]
        )
        for result in ("good", "refused", "failed"):
            reads.add_metric([result], sums.get(("reads", result), 0))
        yield reads
        yield CounterMetricFamily(
            "responder_made_ahead",
            "Editions made before the clock asked for them.",
            sums.get(("made_ahead",), 0),
        )
        if news is not None:
            yield GaugeMetricFamily(
                "responder_flows_good",
                "1 if the newest flow files are in use, 0 if they are refused or unreadable.",
                int(news.result == "good"),
            )
            yield GaugeMetricFamily(
                "responder_flow_read_seconds", "What the last reading took.", news.seconds
            )
            yield GaugeMetricFamily(
                "responder_flow_read_timestamp_seconds", "When the last reading was.", news.at
            )
        yield GaugeMetricFamily(
            "responder_ready", "1 if a good flow is in use.", int(self._shared.good.number > 0)
        )
        if good is not None:
            yield GaugeMetricFamily(
                "responder_flows_timestamp_seconds",
                "When the flow files that are in use were read.",
                good.made,
            )

    def _feeds(self) -> Iterator[Metric]:
        """Yield how the calendars do from which meetings come; none of it names an address."""
        news, now = self._shared.news(), time.time()
        read = GaugeMetricFamily(
            "responder_feed_read_timestamp_seconds",
            "When a feed was last read well; missing while it never was.",
            labels=["feed"],
        )
        stale = GaugeMetricFamily(
            "responder_feed_stale",
            "1 if a feed was not read well for so long that people are asked to confirm.",
            labels=["feed"],
        )
        failing = GaugeMetricFamily(
            "responder_feed_failing", "1 if the last try to read a feed failed.", labels=["feed"]
        )
        for each in news.feeds if news is not None else ():
            if each.read_at is not None:
                read.add_metric([each.name], each.read_at)
            stale.add_metric([each.name], int(each.is_stale(now)))
            failing.add_metric([each.name], int(bool(each.failed)))
        yield from (read, stale, failing)


def _answers(sums: dict[Key, int]) -> Iterator[Metric]:
    answers = CounterMetricFamily(
        "responder_answers",
        "Texts and call events answered, by what came of them.",
        labels=["channel", "outcome", "page"],
    )
    refused = CounterMetricFamily(
        "responder_signature_refusals",
        "Requests that no carrier of ours signed.",
        labels=["channel"],
    )
    refusals = dict.fromkeys(CHANNELS, 0)
    came = {(of, outcome, ""): 0 for of, outcomes in WITHOUT_PAGE.items() for outcome in outcomes}
    for key, count in sums.items():
        if key[0] == ANSWERS and len(key) == 4:
            if key[2] == "refused":
                refusals[key[1]] = count
            else:
                came[key[1], key[2], key[3]] = count
    for labels, count in sorted(came.items()):
        answers.add_metric(labels, count)
    for channel, count in refusals.items():
        refused.add_metric([channel], count)
    yield answers
    yield refused
    seconds = HistogramMetricFamily(
        "responder_answer_seconds",
        "How long an answer took, from the whole request to the whole answer.",
        labels=["channel"],
    )
    for channel in CHANNELS:
        under, buckets = 0, []
        for bound in (*BOUNDS, float("inf")):
            under += sums.get((TIMED, channel, str(bound)), 0)
            buckets.append(("+Inf" if bound == float("inf") else str(bound), under))
        seconds.add_metric([channel], buckets, sums.get((TIME, channel), 0) / 1e6)
    yield seconds
    faults = CounterMetricFamily(
        "responder_faults", "Faults of ours, answered with 988.", labels=["fault"]
    )
    for key, count in sorted(sums.items()):
        if key[0] == FAULTS and len(key) == 2:
            faults.add_metric(key[1:], count)
    yield faults


def _bad_requests(sums: dict[Key, int]) -> Metric:
    bad = CounterMetricFamily(
        "responder_bad_requests",
        "Requests that nobody could answer: badly sent, not whole, or at no address of ours.",
        labels=["status"],
    )
    for key, count in sorted(sums.items()):
        if key[0] == BAD and len(key) == 2:
            bad.add_metric(key[1:], count)
    return bad


def _processes(sums: dict[Key, int]) -> Iterator[Metric]:
    yield GaugeMetricFamily("responder_workers", "Workers alive.", sums.get(("workers",), 0))
    yield CounterMetricFamily(
        "responder_worker_ends", "Workers that ended unasked.", sums.get(("worker_ended",), 0)
    )
    yield CounterMetricFamily(
        "responder_desk_ends",
        "Times this process had to be replaced.",
        sums.get(("desk_ended",), 0),
    )
