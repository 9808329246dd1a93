"""How fast the line answers beside a tutorial app, in one run: ratios, not times.

Run with `.venv/bin/python benchmarks/answers.py`. Both apps get the same signed requests, in turn,
in this process; each round gives one ratio and the median of the rounds is printed with its range.
A ratio of 1.2 means that ours answers 1.2 requests while the tutorial app answers one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Flask, request
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse

from responder.settings import Settings
from responder.web import create_app

ROOT = Path(__file__).parent.parent
TOKEN = "benchmark-token-benchmark-token-0"
PUBLIC_URL = "https://line.example.org"
ROUNDS = 9
TEXTS = (
    "meetings", "MENU", "Meetngs please", "3", "reuniones", "plan", "board", "what is this",
    "thanks so much!", "mi hijo necesita un terapeuta", "i cant do this anymore",
    "when is the next advisory board meeting and is it on zoom", "988", "ok",
    "we have been staying with my sister since tuesday and the kids need someone to talk to " * 3,
)  # fmt: skip


def tutorial() -> Flask:
    """Return the app that a carrier's tutorial leads to: validator, keyword, response object."""
    app = Flask("tutorial")
    validator = RequestValidator(TOKEN)

    @app.post("/sms")
    def sms() -> str:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(PUBLIC_URL + request.path, request.form, signature):
            return "no"
        answer = MessagingResponse()
        answer.message("Crisis? Call or text 988." if "help" in request.form["Body"] else "Menu")
        return str(answer)

    return app


def bare() -> Flask:
    """Return a view that reads nothing and checks nothing: what Flask itself costs."""
    app = Flask("bare")
    app.add_url_rule("/sms", view_func=lambda: "<Response/>", methods=["POST"])
    return app


def asked(path: str, fields: dict[str, str]) -> dict[str, object]:
    """Return a signed request as a WSGI environment, its body to be rewound."""
    target = urlsplit(PUBLIC_URL + path)
    signed = PUBLIC_URL + path + "".join(key + fields[key] for key in sorted(fields))
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), hashlib.sha1))
    body = urlencode(fields).encode()
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": target.path, "QUERY_STRING": target.query,
        "RAW_URI": path, "SERVER_NAME": "line.example.org", "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1", "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)), "HTTP_X_TWILIO_SIGNATURE": signature.decode(),
        "wsgi.url_scheme": "https", "wsgi.errors": sys.stderr, "body": body,
    }  # fmt: skip


def requests(path: str, more: list[dict[str, str]]) -> list[dict[str, object]]:
    """Return one signed request for each of `more`, with all the fields a carrier sends."""
    usual = {
        "AccountSid": "AC" + "0" * 32, "ApiVersion": "2010-04-01", "From": "+18605550142",
        "To": "+18605550100", "MessageSid": "SM" + "0" * 32, "NumMedia": "0", "NumSegments": "1",
        "FromCity": "", "FromState": "CT", "FromZip": "", "FromCountry": "US", "ToCity": "",
        "ToState": "CT", "ToZip": "", "ToCountry": "US", "SmsStatus": "received",
        "SmsMessageSid": "SM" + "0" * 32, "SmsSid": "SM" + "0" * 32,
    }  # fmt: skip
    return [asked(path, usual | fields) for fields in more]


def seconds(app: Callable[..., object], environs: list[dict[str, object]], times: int) -> float:
    """Return how long `app` takes to answer all of `environs`, `times` over."""
    statuses: list[str] = []

    def start(status: str, headers: object, exc_info: object = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return lambda _: None

    begun = time.perf_counter()
    for _ in range(times):
        for environ in environs:
            fresh = environ | {"wsgi.input": io.BytesIO(environ["body"])}  # type: ignore[arg-type]
            b"".join(app(fresh, start))  # type: ignore[arg-type]
    taken = time.perf_counter() - begun
    if set(statuses) != {"200 OK"}:
        sys.exit(f"an app refused a request: {set(statuses)}")
    return taken


def ratios(ours: Flask, theirs: Flask, mine: list[dict[str, object]],
           others: list[dict[str, object]]) -> list[float]:  # fmt: skip
    """Return, round by round, how many requests `ours` answers while `theirs` answers one."""
    for app, environs in ((ours, mine), (theirs, others)):
        seconds(app, environs, 20)
    found = []
    for _ in range(ROUNDS):
        us, them = seconds(ours, mine, 20), seconds(theirs, others, 20)
        found.append((them / len(others)) / (us / len(mine)))
    return found


def ratio(name: str, found: list[float]) -> None:
    """Print the median of the rounds with its range."""
    print(f"{name}: {statistics.median(found):.2f} ({min(found):.2f}-{max(found):.2f})")


def cold_start() -> None:
    """Print how long a new process takes to be able to answer."""
    code = (
        "import time; begun = time.perf_counter()\n"
        "from benchmarks.answers import settings\n"
        "from responder.web import create_app\n"
        "create_app(settings())\n"
        "import resource\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024\n"
        "print(f'{time.perf_counter() - begun:.2f} s, {peak:.0f} MiB at most')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    print(f"start, in process: {done.stdout.strip()}")


def settings() -> Settings:
    """Return the settings of the line under test."""
    return Settings.read(
        {
            "TWILIO_AUTH_TOKEN": TOKEN,
            "RESPONDER_PUBLIC_URL": PUBLIC_URL,
            "RESPONDER_FLOWS": str(ROOT / "flows"),
        }
    )


def main() -> None:
    """Print the ratios."""
    ours, theirs = create_app(settings()), tutorial()
    texts = requests("/sms", [{"Body": text} for text in TEXTS])
    menu = "/voice/key?page=.menu&lang=en&silences=0"
    keys = requests(menu, [{"Digits": key} for key in "12345"])
    ratio("/sms beside the tutorial app", ratios(ours, theirs, texts, texts))
    ratio("/sms beside a bare Flask view", ratios(ours, bare(), texts, texts))
    ratio("/voice key beside the tutorial app's /sms", ratios(ours, theirs, keys, texts))
    cold_start()


if __name__ == "__main__":
    main()
