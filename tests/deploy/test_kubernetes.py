"""The manifests hold to the published schemas, and to what the line promises."""

from __future__ import annotations

import copy
import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from responder.settings import Settings
from tests.conftest import TOKEN
from tests.deploy.graceful import GRACEFUL_SECONDS
from tests.deploy.kustomized import ROOT, Document, documents

# The oldest that knows all we use and is still cared for somewhere, and the newest.
VERSIONS = ("1.29.0", "1.32.0", kubernetes_validate.latest_version())
BUILT = documents()
NAMES = [f"{each['kind']} {each['metadata']['name']}" for each in BUILT]
PODS = {
    "line": next(e for e in BUILT if e["kind"] == "Deployment")["spec"]["template"],
    "meetings": next(e for e in BUILT if e["kind"] == "CronJob")["spec"]["jobTemplate"]["spec"][
        "template"
    ],
}


def one(kind: str, name: str = "responder") -> Any:
    [found] = [e for e in BUILT if e["kind"] == kind and e["metadata"]["name"] == name]
    return found


def container(pod: Document) -> Any:
    [only] = pod["spec"]["containers"]
    return only


def test_all_are_there() -> None:
    assert sorted(NAMES) == [
        "ConfigMap flows", "ConfigMap settings", "CronJob meetings", "Deployment responder",
        "HorizontalPodAutoscaler responder", "Namespace responder", "NetworkPolicy line",
        "NetworkPolicy meetings", "NetworkPolicy nothing", "PodDisruptionBudget responder",
        "Service responder",
    ]  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("document", BUILT, ids=NAMES)
def test_a_manifest_holds_to_the_published_schema(document: Document, version: str) -> None:
    kubernetes_validate.validate(document, version, strict=True)


def test_the_schemas_refuse_what_is_misspelt() -> None:
    wrong = one("Deployment") | {"spec": one("Deployment")["spec"] | {"minReadySecond": 5}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[0], strict=True)


def test_kubectl_makes_the_same_of_them() -> None:
    kubectl = shutil.which("kubectl")
    if kubectl is None:  # the tests above need none; where it is, it must agree with them
        return
    done = subprocess.run([kubectl, "kustomize", str(ROOT)], capture_output=True, check=True)
    theirs = list(yaml.safe_load_all(done.stdout))
    assert len(theirs) == len(BUILT)
    for each in theirs:
        kubernetes_validate.validate(each, VERSIONS[-1], strict=True)
        if each["kind"] == "ConfigMap":
            assert each["data"] == one("ConfigMap", each["metadata"]["name"].split("-")[0])["data"]


def test_the_flows_are_all_there_under_a_name_that_stays_and_fit_a_configmap() -> None:
    flows = one("ConfigMap", "flows")["data"]
    assert set(flows) == {path.name for path in (ROOT / "flows").glob("*.yaml")}
    # https://kubernetes.io/docs/concepts/configuration/configmap/: at most 1 MiB
    assert sum(len(text.encode()) for text in flows.values()) < 1_000_000
    [told] = [
        each
        for each in yaml.safe_load((ROOT / "kustomization.yaml").read_text())["configMapGenerator"]
        if each["name"] == "flows"
    ]
    assert told["options"] == {"disableNameSuffixHash": True}


@pytest.mark.parametrize("pod", PODS.values(), ids=PODS)
def test_a_pod_may_do_nothing_but_its_work(pod: Document) -> None:
    spec, only = pod["spec"], container(pod)
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"] == {
        "runAsNonRoot": True,
        "runAsUser": 10001,
        "runAsGroup": 10001,
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    assert only["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert only["resources"]["limits"] == {"memory": "384Mi"}
    [flows] = [each for each in only["volumeMounts"] if each["name"] == "flows"]
    # A file mounted by subPath never changes once mounted.
    assert flows == {"name": "flows", "mountPath": "/flows", "readOnly": True}


def test_a_rollout_takes_no_replica_away_before_another_answers() -> None:
    spec = one("Deployment")["spec"]
    assert spec["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert "replicas" not in spec
    assert one("HorizontalPodAutoscaler")["spec"]["minReplicas"] >= 2
    assert one("PodDisruptionBudget")["spec"]["maxUnavailable"] == 1
    pod = PODS["line"]["spec"]
    waited = int(container(PODS["line"])["lifecycle"]["preStop"]["exec"]["command"][1])
    assert pod["terminationGracePeriodSeconds"] > waited + GRACEFUL_SECONDS


def test_no_probe_takes_away_a_replica_that_answers_with_the_crisis_text() -> None:
    only = container(PODS["line"])
    probes = [only[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")]
    assert probes == [{"path": "/health", "port": "http"}] * 3


def test_the_settings_are_ones_that_the_line_takes_and_hold_no_secret() -> None:
    only = container(PODS["line"])
    given = {each["name"]: each["value"] for each in only["env"]}
    given |= one("ConfigMap", "settings")["data"]
    assert "TOKEN" not in str(given)
    settings = Settings.read({**given, "TWILIO_AUTH_TOKEN": TOKEN})
    ports = {each["name"]: each["containerPort"] for each in only["ports"]}
    assert settings.bind == f"0.0.0.0:{ports['http']}"
    assert settings.ops_bind == f"0.0.0.0:{ports['ops']}"
    assert settings.flows == Path("/flows")
    assert PODS["line"]["metadata"]["annotations"]["prometheus.io/port"] == str(ports["ops"])


def test_the_line_reaches_nobody_and_is_reached_at_its_port_alone() -> None:
    nothing = one("NetworkPolicy", "nothing")["spec"]
    assert nothing == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    line = one("NetworkPolicy", "line")["spec"]
    assert "egress" not in line
    assert [each.get("from") is None for each in line["ingress"]] == [True, False]
    assert [each["ports"][0]["port"] for each in line["ingress"]] == ["http", "ops"]
    labels = PODS["line"]["metadata"]["labels"]
    assert line["podSelector"]["matchLabels"] == labels
    assert one("Service")["spec"]["selector"] == labels
    # Else the line could go where the calendars are fetched from.
    assert one("NetworkPolicy", "meetings")["spec"]["podSelector"]["matchLabels"] != labels


def test_meetings_are_not_pulled_where_nothing_can_be_written() -> None:
    spec = one("CronJob", "meetings")["spec"]
    assert spec["suspend"] is True
    assert container(PODS["meetings"])["args"] == ["meetings", "pull"]
    assert {"name": "flows", "configMap": {"name": "flows"}} in PODS["meetings"]["spec"]["volumes"]


ON_A_CLAIM = ROOT / "deploy" / "kubernetes" / "on-a-claim"


def on_a_claim() -> list[Document]:
    """Return Deployment and CronJob as the component makes them, by its own patches (RFC 6902)."""
    told = yaml.safe_load((ON_A_CLAIM / "kustomization.yaml").read_text())
    assert set(told) == {"apiVersion", "kind", "resources", "patches"}
    changed = []
    for each in told["patches"]:
        document = copy.deepcopy(one(each["target"]["kind"], each["target"]["name"]))
        for step in yaml.safe_load(each["patch"]):
            *way, last = [int(s) if s.isdigit() else s for s in step["path"].split("/")[1:]]
            at: Any = document
            for part in way:
                at = at[part]
            known = last < len(at) if isinstance(last, int) else last in at
            assert known is (step["op"] == "replace"), step
            at[last] = step["value"]
        changed.append(document)
    return changed


@pytest.mark.parametrize("version", VERSIONS)
def test_the_pod_to_copy_by_may_write_the_volume_and_do_nothing_else(version: str) -> None:
    pod = yaml.safe_load((ON_A_CLAIM / "copy.yaml").read_text())
    kubernetes_validate.validate(pod, version, strict=True)
    spec, only = pod["spec"], container(pod)
    assert {**spec["securityContext"], "fsGroup": None} == {
        **PODS["meetings"]["spec"]["securityContext"],
        "fsGroup": None,
    }
    assert spec["securityContext"]["fsGroup"] == 10001
    assert only["securityContext"] == container(PODS["meetings"])["securityContext"]
    assert only["resources"]["limits"] == {"memory": "384Mi"}
    assert spec["automountServiceAccountToken"] is False
    assert only["volumeMounts"][0] == {"name": "flows", "mountPath": "/flows"}
    assert spec["volumes"][0] == {"name": "flows", "persistentVolumeClaim": {"claimName": "flows"}}
    # Nobody's text or call goes to it, and no network policy lets it out.
    labels = pod["metadata"]["labels"].items()
    chosen = [one("Service")["spec"]["selector"]] + [
        one("NetworkPolicy", name)["spec"]["podSelector"]["matchLabels"]
        for name in ("line", "meetings")
    ]
    assert [each for each in chosen if each.items() <= labels] == []
    # The image that kustomize gives all others; this file is applied by itself.
    [image] = yaml.safe_load((ROOT / "kustomization.yaml").read_text())["images"]
    assert only["image"] == f"{image['name']}:{image['newTag']}"


def test_the_flow_files_are_copied_before_the_line_goes_over_to_the_volume() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    begin, copied, ended, over = (
        page.index(each)
        for each in (
            "-f deploy/kubernetes/on-a-claim/claim.yaml -f deploy/kubernetes/on-a-claim/copy.yaml",
            "kubectl -n responder cp flows copy:/",
            "kubectl -n responder delete pod copy",
            "and only then `kubectl apply --server-side -k .` with the component",
        )
    )
    assert begin < copied < ended < over
    # It is no part of the component: it would be there for ever.
    assert "copy.yaml" not in (ON_A_CLAIM / "kustomization.yaml").read_text()


@pytest.mark.parametrize("version", VERSIONS)
def test_on_a_claim_meetings_are_pulled_into_what_the_line_reads(version: str) -> None:
    line, meetings = on_a_claim()
    claim = yaml.safe_load((ON_A_CLAIM / "claim.yaml").read_text())
    for document in (line, meetings, claim):
        kubernetes_validate.validate(document, version, strict=True)
    assert claim["metadata"] == {"name": "flows", "namespace": "responder"}
    assert meetings["spec"]["suspend"] is False
    pods = line["spec"]["template"], meetings["spec"]["jobTemplate"]["spec"]["template"]
    for pod, reads_only in zip(pods, (True, False), strict=True):
        shared = {"name": "flows", "persistentVolumeClaim": {"claimName": "flows"}}
        assert [each for each in pod["spec"]["volumes"] if each["name"] == "flows"] == [shared]
        [mount] = [each for each in container(pod)["volumeMounts"] if each["name"] == "flows"]
        assert mount == {"name": "flows", "mountPath": "/flows", "readOnly": reads_only}
    assert pods[1]["spec"]["securityContext"]["fsGroup"] == 10001
