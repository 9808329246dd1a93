"""What kustomize makes of our manifests, for the few of its features that they use.

The tests need no kubectl for it. An unknown key is a fault, so that nothing is left out unseen.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
KNOWN = {"apiVersion", "kind", "resources", "namespace", "configMapGenerator", "images"}
Document = dict[str, Any]


def documents(folder: Path = ROOT) -> list[Document]:
    """Return every object that the kustomization in `folder` stands for."""
    told = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))
    assert set(told) <= KNOWN, sorted(set(told) - KNOWN)
    found: list[Document] = []
    for name in told["resources"]:
        path = folder / name
        if path.is_dir():
            found += documents(path)
        else:
            found += yaml.safe_load_all(path.read_text("utf-8"))
    found += (_config_map(folder, each) for each in told.get("configMapGenerator", []))
    for each in found:
        if "namespace" in told and each["kind"] != "Namespace":
            each["metadata"]["namespace"] = told["namespace"]
    return found


def _config_map(folder: Path, told: Document) -> Document:
    data = dict(each.split("=", 1) for each in told.get("literals", []))
    data |= {Path(each).name: (folder / each).read_text("utf-8") for each in told.get("files", [])}
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": told["name"]},
        "data": data,
    }
