"""Alert rules and dashboard ask for figures that the line has, and say what to do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT

# Everything that /metrics holds, as responder/serving/ops.py names it.
HAS = {
    "responder_answers_total": {"channel", "outcome", "page"},
    "responder_signature_refusals_total": {"channel"},
    "responder_answer_seconds_bucket": {"channel", "le"},
    "responder_answer_seconds_count": {"channel"},
    "responder_faults_total": {"fault"},
    "responder_feed_failing": {"feed"},
    "responder_feed_read_timestamp_seconds": {"feed"},
    "responder_feed_stale": {"feed"},
    "responder_flow_reads_total": {"result"},
    "responder_flows_good": set(),
    "responder_flows_timestamp_seconds": set(),
    "responder_ready": set(),
    "responder_worker_ends_total": set(),
}  # fmt: skip
needs_promtool = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="needs promtool: apt-get install prometheus"
)
FROM_PROMETHEUS = {"instance", "good"}
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy/prometheus/alerts.yaml").read_text())["groups"]
    for rule in group["rules"]
]
PANELS: list[dict[str, Any]] = json.loads((ROOT / "deploy/grafana/line.json").read_text())["panels"]
ASKED = {rule["alert"]: rule["expr"] for rule in RULES} | {
    f"{panel['title']}: {target['refId']}": target["expr"]
    for panel in PANELS
    for target in panel["targets"]
}


def test_there_are_rules_and_panels() -> None:
    assert len(RULES) >= 8
    assert len(PANELS) >= 8
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_exists(name: str) -> None:
    asked = ASKED[name]
    figures = set(re.findall(r"\bresponder_\w+", asked))
    assert figures
    # What Prometheus calls a target is the operator's choice, and Kubernetes has names of its own.
    assert re.findall(r"\bup\b|\bjob\b", asked) == []
    assert figures - set(HAS) == set()
    labels = {
        label
        for group in re.findall(r"\bby \(([\w, ]+)\)", asked) + re.findall(r"\{(\w+)=", asked)
        for label in group.split(", ")
    }
    known = set().union(*(HAS[each] for each in figures), FROM_PROMETHEUS)
    assert labels - known == set()
    assert asked.count("(") == asked.count(")")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_a_rule_says_what_it_means_and_what_to_do(rule: dict[str, Any]) -> None:
    assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}
    assert rule["labels"]["severity"] in ("page", "ticket")
    assert set(rule["annotations"]) == {"summary", "fix"}
    assert rule["annotations"]["fix"].endswith(".")
    assert f"`{rule['alert']}`" in (ROOT / "docs" / "deploy.md").read_text("utf-8")


@needs_promtool
def test_the_rules_fire_when_they_should_and_not_else() -> None:
    done = subprocess.run(
        ["promtool", "test", "rules", str(ROOT / "tests" / "deploy" / "alerts.yaml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@needs_promtool
def test_prometheus_takes_what_is_shipped_and_what_the_page_adds(tmp_path: Path) -> None:
    shipped = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yaml").read_text("utf-8"))
    assert shipped["rule_files"] == ["alerts.yaml"]
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    [block] = re.findall(r"^```yaml\n(- job_name.*?)^```$", page, re.DOTALL | re.MULTILINE)
    [job] = yaml.safe_load(block)
    names = [each["source_labels"][0] for each in job["relabel_configs"]]
    pod = yaml.safe_load((ROOT / "deploy/kubernetes/deployment.yaml").read_text())["spec"][
        "template"
    ]
    [component, port, _] = job["relabel_configs"]
    assert pod["metadata"]["labels"]["app.kubernetes.io/component"] == component["regex"]
    assert port["regex"] in [e["name"] for e in pod["spec"]["containers"][0]["ports"]]
    assert names[0].endswith("_app_kubernetes_io_component")
    shutil.copy(ROOT / "deploy" / "prometheus" / "alerts.yaml", tmp_path)
    config = tmp_path / "prometheus.yaml"
    # Not every promtool knows clusters.
    job["static_configs"] = [{"targets": []}]
    del job["kubernetes_sd_configs"]
    config.write_text(yaml.safe_dump({**shipped, "scrape_configs": [job]}))
    for file in (config, ROOT / "deploy" / "prometheus" / "prometheus.yaml"):
        done = subprocess.run(["promtool", "check", "config", str(file)], capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_count_that_may_be_missing_leaves_no_panel_of_one_number_empty() -> None:
    for panel in PANELS:
        for target in panel["targets"]:
            if panel["type"] == "stat" and "increase(" in target["expr"]:
                assert target["expr"].endswith(" or vector(0)"), panel["title"]
