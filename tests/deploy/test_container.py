"""The container file and the compose file: what gets in, who runs it, and what it can reach."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, TOKEN
from tests.deploy.graceful import GRACEFUL_SECONDS
from tests.resilience.load import ask_now, text
from tests.resilience.machines import SHIPPED, free_port, until

FILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
INSTRUCTIONS = [
    tuple(each.split(None, 1))
    for each in re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", FILE)).splitlines()
    if each.strip()
]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
REPLICAS = {name: each for name, each in SERVICES.items() if name.startswith("responder-")}


def told(instruction: str) -> list[str]:
    return [rest for name, rest in INSTRUCTIONS if name == instruction]


def env() -> dict[str, str]:
    [line] = told("ENV")
    return dict(each.split("=", 1) for each in line.split())


def test_images_are_named_without_a_host_and_nothing_names_an_index() -> None:
    images = [each.split()[0] for each in told("FROM")]
    images += [each["image"] for each in SERVICES.values()]
    assert len(images) >= 4
    assert [each for each in images if "/" in each] == []
    for path in [*(ROOT / "deploy").rglob("*"), ROOT / "kustomization.yaml"]:
        if path.is_file() and path.suffix != ".xml":
            assert re.findall(r"index-url|[a-z]+://(?!line;)\S+", path.read_text("utf-8")) in (
                [],
                ["https://text.example.org"],
            ), path


def test_only_what_has_a_hash_of_the_lock_file_gets_in() -> None:
    installs = [each for each in told("RUN") if re.search(r"\binstall\b", each)]
    [one] = installs
    assert "--require-hashes --only-binary :all:" in one
    assert one.endswith("-r /requirements.lock")
    assert not [each for each in told("RUN") if re.search(r"curl|wget|apt|git ", each)]
    assert told("ADD") == []


def test_it_runs_as_nobody_special_and_by_number() -> None:
    assert told("USER") == ["10001:10001"]
    names = [name for name, _ in INSTRUCTIONS]
    assert names.index("USER") > max(i for i, name in enumerate(names) if name == "RUN")


def test_what_is_sent_to_be_built_is_what_is_copied() -> None:
    copied = {each.split()[0] for each in told("COPY") if not each.startswith("--from")}
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert {each[1:] for each in ignored if each.startswith("!")} == copied
    assert "*" in ignored
    assert [each for each in copied if not (ROOT / each).exists()] == []


@pytest.mark.slow
def test_what_the_image_starts_answers_is_well_and_ends(tmp_path: Path) -> None:
    """As the image does it, in a folder: its files, its environment, its commands."""
    for source, target in (each.split() for each in told("COPY") if not each.startswith("--from")):
        into = tmp_path / target.strip("/")
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, into)
    [start], [command], [health] = told("ENTRYPOINT"), told("CMD"), told("HEALTHCHECK")
    port = free_port()
    settings = {
        **env(),
        "PATH": f"{Path(sys.executable).parent}:{os.defpath}",
        "PYTHONPATH": str(tmp_path / "app"),
        "RESPONDER_FLOWS": str(tmp_path / "flows"),
        "RESPONDER_BIND": env()["RESPONDER_BIND"].replace("8000", str(port)),
        "RESPONDER_OPS_BIND": f"127.0.0.1:{free_port()}",
        "TWILIO_AUTH_TOKEN": TOKEN,
        "RESPONDER_PUBLIC_URL": "https://text.example.org",
    }
    check = json.loads(health[health.index("[") :])

    def is_well() -> bool:
        done = subprocess.run(check, env=settings, capture_output=True, check=False)
        return done.returncode == 0

    assert not is_well()
    server = subprocess.Popen(
        [*json.loads(start), *json.loads(command)],
        cwd=tmp_path / "app",
        env=settings,
        stderr=subprocess.DEVNULL,
    )
    try:
        until("the healthcheck says that all is well", is_well)
        status, body = ask_now(port, text("plan"))
        assert (status, b"988" in body) == (200, True)
    finally:
        server.send_signal(signal.SIGTERM)
        code = server.wait(GRACEFUL_SECONDS + 10)
    assert code == 0


def test_two_replicas_of_the_same_stand_behind_the_proxy() -> None:
    assert len(REPLICAS) == 2
    first, second = ({k: v for k, v in e.items() if k != "networks"} for e in REPLICAS.values())
    assert first == second
    places = {name: each["networks"]["line"]["ipv4_address"] for name, each in REPLICAS.items()}
    hosts = dict(each.split(":") for each in SERVICES["proxy"]["extra_hosts"])
    assert hosts == places
    config = (SHIPPED / "nginx.conf").read_text("utf-8")
    ports = {env()["RESPONDER_BIND"].rpartition(":")[2]}
    assert re.findall(r"server ([\w-]+):(\d+)", config) == [
        (name, port) for name in places for port in ports
    ]
    assert "listen 8080 " in config
    assert SERVICES["proxy"]["ports"] == ["127.0.0.1:8080:8080"]


def test_no_replica_reaches_out_or_is_reached_from_outside() -> None:
    assert COMPOSE["networks"]["line"]["internal"] is True
    for each in REPLICAS.values():
        assert list(each["networks"]) == ["line"]
        assert "ports" not in each
        assert each["volumes"] == ["../flows:/flows:ro"]


@pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)
def test_a_container_may_do_nothing_but_its_work(service: dict[str, Any]) -> None:
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert {"mem_limit", "pids_limit", "logging"} <= set(service)
    assert not {"privileged", "network_mode", "pid", "cap_add"} & set(service)


def test_with_monitoring_only_this_machine_reads_the_figures(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    [command] = re.findall(r"`(sed -i .*#monitoring .*?)`", page)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    subprocess.run(["sh", "-ec", command], cwd=tmp_path, check=True)
    with_it: dict[str, Any] = yaml.safe_load((tmp_path / "deploy" / "compose.yaml").read_text())
    assert set(with_it["services"]) == {*SERVICES, "prometheus"}
    asker = with_it["services"].pop("prometheus")
    assert asker["ports"] == ["127.0.0.1:9091:9090"]
    assert asker["networks"] == ["line", "monitoring"]
    test_a_container_may_do_nothing_but_its_work(asker)
    for name, replica in REPLICAS.items():
        now = with_it["services"][name]
        ops = now["environment"]["RESPONDER_OPS_BIND"]
        assert now == {
            **replica, "environment": {**replica["environment"], "RESPONDER_OPS_BIND": ops}
        }  # fmt: skip
        address = f"{replica['networks']['line']['ipv4_address']}:{ops.rpartition(':')[2]}"
        assert address in ASKED
    assert with_it["services"]["proxy"] == SERVICES["proxy"]
    assert with_it["networks"] == {**COMPOSE["networks"], "monitoring": {}}
    [config] = [each for each in asker["command"] if each.startswith("--config.file=")]
    folder, into, _ = asker["volumes"][0].split(":")
    assert (ROOT / "deploy" / folder / config.rpartition(f"{into}/")[2]).is_file()


PROMETHEUS = ROOT / "deploy" / "prometheus" / "prometheus.yaml"
ASKED = [
    target
    for job in yaml.safe_load(PROMETHEUS.read_text("utf-8"))["scrape_configs"]
    for group in job["static_configs"]
    for target in group["targets"]
]


def test_compose_gives_every_setting_and_knows_the_files() -> None:
    given = next(iter(REPLICAS.values()))["environment"]
    settings = (ROOT / "responder" / "settings.py").read_text("utf-8")
    names = set(re.findall(r'"((?:RESPONDER|TWILIO|SIGNALWIRE)_[A-Z_]+)"', settings))
    inside = {"RESPONDER_BIND", "RESPONDER_OPS_BIND", "RESPONDER_FLOWS"}
    assert set(given) == names - inside
    stop = int(next(iter(REPLICAS.values()))["stop_grace_period"].rstrip("s"))
    assert stop > GRACEFUL_SECONDS
    for each in SERVICES["proxy"]["volumes"]:
        assert (ROOT / "deploy" / each.split(":")[0]).exists()
