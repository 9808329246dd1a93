"""Run every part of this folder that has a `main`, one after another; the figures come last.

`python -m tests.resilience [--short] [PART ...]`. A part is a module here with `main() -> int`: it
tells what it does on stderr, prints its figures on stdout and returns 0 if all of it holds. All of
them together have five minutes.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from pathlib import Path

FOLDER = Path(__file__).parent
ALL_SECONDS = 300.0


def parts() -> list[str]:
    """Return the names of the modules here that can be run."""
    return [
        path.stem
        for path in sorted(FOLDER.glob("[a-z]*.py"))
        if not path.stem.startswith("test_")
        and any(
            isinstance(each, ast.FunctionDef) and each.name == "main"
            for each in ast.parse(path.read_text("utf-8")).body
        )
    ]


def main(arguments: list[str]) -> int:
    """Return 0 if every part holds; 2 if one is named that does not exist."""
    short = "--short" in arguments
    wanted = [each for each in arguments if each != "--short"] or parts()
    unknown = sorted(set(wanted) - set(parts()))
    if unknown:
        print(f"no part is called {', '.join(unknown)}; there are: {', '.join(parts())}")
        return 2
    end = time.monotonic() + ALL_SECONDS
    told: list[str] = []
    fell_short: list[str] = []
    for part in wanted:
        begun = time.monotonic()
        print(f"resilience: {part} ...", file=sys.stderr, flush=True)
        code, figures = run(part, max(1.0, end - begun), short=short)
        verdict = "holds" if code == 0 else f"SHORT (exit code {code})"
        told.append(f"== {part}: {verdict}, {time.monotonic() - begun:.0f} s\n{figures}")
        if code:
            fell_short.append(part)
    print("\n".join(told))
    print(f"short: {', '.join(fell_short)}" if fell_short else f"all {len(wanted)} parts hold")
    return 1 if fell_short else 0


def run(part: str, seconds: float, *, short: bool) -> tuple[int, str]:
    """Return exit code and figures of one part; what it started ends with it, even if cut off."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"tests.resilience.{part}"],
        cwd=FOLDER.parent.parent,
        env={**os.environ, **({"RESILIENCE_SHORT": "1"} if short else {})},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        figures, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.terminate()  # a part ends what it started
        try:
            figures, _ = process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            figures, _ = process.communicate()
        return process.returncode or 1, f"{figures}cut off: all parts have {ALL_SECONDS:.0f} s\n"
    return process.returncode, figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
