"""`responder meetings list`: what is upcoming, in the lines of a text reply."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from responder.cli.meetings import meetings
from tests.conftest import ROOT

SMALL = ROOT / "tests" / "flows_small"
FEEDS = """\
feeds:
  board:
    address: https://calendar.example.org/board.ics
    group: board
  plan:
    address: https://calendar.example.org/plan.ics
    group: plan
    kind: training
"""
PULLED = """\
pulled:
  plan:
    address: https://calendar.example.org/plan.ics
    read_at: 2026-11-20 05:17
    meetings:
      - title: "How to help"
        uid: "one"
        dates:
          - starts: 2026-12-10 18:00
"""


def listed(*options: str, flows: Path = SMALL) -> tuple[int, str, str]:
    done = CliRunner().invoke(meetings, ["list", "--flows", str(flows), *options])
    return done.exit_code, done.stdout, done.stderr


def test_it_lists_what_is_ahead_at_an_hour() -> None:
    assert listed("--at", "2026-12-01 9:00") == (
        0,
        (
            "Upcoming on Tuesday, December 1, 2026, 9 AM, Connecticut time:\n"
            "\n"
            "Meetings\n"
            "  Friday, December 4, 10 AM to 12 PM: Example plan group.\n"
            "  Tuesday, December 8, 6 to 7:30 PM: Example board meeting.\n"
            "  As read on Nov 25, 2026. Confirm the date first.\n"
            "\n"
            "Trainings\n"
            "  None is ahead.\n"
        ),
        "",
    )


def test_it_speaks_spanish_and_names_the_feeds_that_are_old(tmp_path: Path) -> None:
    folder = shutil.copytree(SMALL, tmp_path / "flows")
    (folder / "feeds.yaml").write_text(FEEDS)
    (folder / "meetings.pulled.yaml").write_text(PULLED)
    code, out, err = listed("--at", "2026-12-05 9:00", "--lang", "es", flows=folder)
    assert code == 0
    assert out == (
        "Próximas fechas desde el sábado 5 de diciembre de 2026, 9 a. m., hora de Connecticut:\n"
        "\n"
        "Reuniones\n"
        "  martes 8 de diciembre, 6 a 7:30 p. m.: Reunión de la junta de ejemplo.\n"
        "  viernes 1 de enero, 10 a. m. a 12 p. m.: Grupo del plan de ejemplo.\n"
        "  Leído el 25 nov 2026. Confirme la fecha antes.\n"
        "\n"
        "Capacitaciones\n"
        "  jueves 10 de diciembre, 6 p. m.: How to help.\n"
        "  Datos del 20 nov 2026. Confirme en plan4children.org.\n"
    )
    assert err == (
        'El calendario "board" nunca se ha leído: ejecute responder meetings pull.\n'
        'El calendario "plan" se leyó bien por última vez el 20 de noviembre de 2026.\n'
    )
    assert listed("--at", "2026-12-05 9:00", flows=folder)[2] == (
        'Feed "board" was never read: run responder meetings pull.\n'
        'Feed "plan" was last read well on November 20, 2026.\n'
    )


def test_that_nothing_is_ahead_is_said_in_spanish() -> None:
    _, out, _ = listed("--at", "2026-12-01 9:00", "--lang", "es")
    assert out.endswith("\n\nCapacitaciones\n  No hay ninguna por ahora.\n")


@pytest.mark.parametrize("at", ["tomorrow", "2026-12-01", "2026-13-01 9:00", "2026-12-01 25:00"])
def test_a_time_that_is_none_is_refused_with_an_example(at: str) -> None:
    code, out, err = listed("--at", at)
    assert (code, out) == (2, "")
    assert "write 2027-01-11 20:00" in err


def test_faulty_flows_are_named() -> None:
    code, out, err = listed(flows=ROOT / "tests" / "none")
    assert (code, out) == (1, "")
    assert "[no-flows]" in err
