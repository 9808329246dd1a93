"""What can break on the way of a text or a call, and the program that breaks it in a real server.

A request says in `X-Break: step:fault` which step is to fail, and how. Each fault holds in its
message what a person wrote, as real ones do.
"""

from __future__ import annotations

# Step -> what is guarded: a module and a name in it, with a class in between for a method.
STEPS = {
    "parse form": ("werkzeug.wrappers", "Request._load_form_data"),
    "raw address": ("responder.carrier", "raw_target"),
    "signature": ("responder.carrier", "signed"),
    "book at clock change": ("responder.web", "Shown.at"),
    "text from form": ("responder.carrier", "inbound_text"),
    "call from form": ("responder.carrier", "inbound_call"),
    "cookies read": ("responder.cookies", "Cookies.kept"),
    "cookies written": ("responder.cookies", "Cookies.cookie"),
    "safety check": ("responder.sms", "judged"),
    "safety check, call": ("responder.voice", "judged"),
    "letters of the check": ("responder.safety.assess", "fold"),
    "rules of the check": ("responder.safety.assess", "_by_rules"),
    "score of the check": ("responder.safety.assess", "_weighed"),
    "routing": ("responder.sms", "asked_for"),
    "answer": ("responder.sms", "answer"),
    "menu": ("responder.voice", "screen"),
    "call steps": ("responder.voice", "steps"),
    "TwiML, text": ("responder.twiml", "message_xml"),
    "TwiML, call": ("responder.twiml", "call_xml"),
    "response": ("responder.web", "_xml"),
}
# Steps that only one channel passes; all others both do.
ONLY_TEXT = {
    "text from form", "cookies read", "cookies written", "safety check", "letters of the check",
    "rules of the check", "score of the check", "routing", "answer", "TwiML, text",
}  # fmt: skip
ONLY_CALL = {"call from form", "safety check, call", "menu", "call steps", "TwiML, call"}

FAULTS = ("exception", "MemoryError", "RecursionError", "disk full", "no file handles", "bad text")

PROGRAM = """
import responder.cli.serve  # its patches come first of all
import errno, importlib, os, sys
import flask
STEPS = %r
FIRED = os.path.join(os.environ["HOME"], "fired")  # so that no step is thought to have failed

def fail(how, words):
    if how == "exception": raise ValueError(words)
    if how == "MemoryError": raise MemoryError(words)
    if how == "RecursionError":
        def again(n): return again(n + 1) + 1
        again(0)
    if how == "disk full": raise OSError(errno.ENOSPC, words, "/" + words)
    if how == "no file handles": raise OSError(errno.EMFILE, words, "/" + words)
    if how == "bad text": words.encode("ascii"); (words + "\\udc80").encode()
    if how == "hang":
        import gevent
        gevent.sleep(60)
    if how == "out of memory":
        import resource
        with open("/proc/self/statm") as file: used = int(file.read().split()[0]) * 4096
        resource.setrlimit(resource.RLIMIT_AS, (used + (4 << 20), resource.RLIM_INFINITY))
        bytearray(1 << 30)
    if how == "killed": os.kill(os.getpid(), 9)
    if how == "segmentation fault":
        import ctypes
        ctypes.string_at(0)
    if how == "abort": os.abort()

def guarded(step, real):
    def guard(*arguments, **named):
        if flask.has_request_context():
            asked = flask.request.environ.get("HTTP_X_BREAK", "")
            broken, _, how = asked.partition(":")
            if broken == step:
                words = flask.request.environ.get("HTTP_X_WORDS", "words")
                with open(FIRED, "a") as file: file.write(asked + "\\n")
                fail(how, words)
        return real(*arguments, **named)
    return guard

import responder.web
if hasattr(responder.web, "lru_cache"):  # an answer that was made before is not made again
    responder.web.lru_cache = lambda _size: lambda real: real

for step, (module, name) in STEPS.items():
    holder = importlib.import_module(module)
    *classes, name = name.split(".")
    for each in classes: holder = getattr(holder, each)
    setattr(holder, name, guarded(step, getattr(holder, name)))
""" % (STEPS,)  # noqa: UP031 - the words hold braces
