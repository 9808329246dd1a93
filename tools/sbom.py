"""List what a server is made of, from its lock file, as CycloneDX JSON; no network is asked.

cyclonedx-py reads the lock file. It also writes down the address of a package index that the lock
file does not name, and leaves out which package wants which, which the lock file does say. Both are
put right here. Packages for other systems are in it too: the lock file is for all of them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = "root-component"
PROJECT = Path(__file__).parent.parent / "pyproject.toml"
_PINNED = re.compile(r"([a-z0-9-]+)==\S+")
_WANTED_BY = re.compile(r"    #(?: via)? +([a-z0-9-]+)")


def wanted(locked: str, project: str) -> dict[str, set[str]]:
    """Return which packages of a lock file each one of them wants; `project` stands for us."""
    wants: dict[str, set[str]] = {project: set()}
    name = ""
    for line in locked.splitlines():
        if found := _PINNED.match(line):
            name = found[1]
            wants.setdefault(name, set())
        elif (found := _WANTED_BY.match(line)) and found[1] != "via":
            wants.setdefault(found[1], set()).add(name)
    return wants


def cleaned(bom: dict[str, Any], wants: dict[str, set[str]]) -> dict[str, Any]:
    """Return `bom` without any index address, with its packages named and who wants whom."""
    names = {bom["metadata"]["component"]["name"]: ROOT}
    for component in bom["components"]:
        component["bom-ref"] = names[component["name"]] = component["purl"]
        del component["description"]  # the line of the lock file, hashes and all
        for each in component["externalReferences"]:
            each["url"] = component["purl"]
            each["comment"] = "any of these files; from whichever index"
    for tool in bom["metadata"]["tools"]["components"]:
        tool.pop("externalReferences", None)  # where the tool itself is to be had
    bom["dependencies"] = [
        {"ref": names[name], "dependsOn": sorted(names[each] for each in wants[name])}
        for name in sorted(wants)
    ]
    return bom


def main(lock: str, to: str) -> None:
    """Write what stands in the file `lock` to the file `to`."""
    command = [sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", lock]
    options = ["--pyproject", str(PROJECT), "--output-reproducible", "--output-format", "JSON"]
    done = subprocess.run([*command, *options], check=True, stdout=subprocess.PIPE)  # nosec B603 # noqa: S603 - a program of the lock file, no shell
    bom = json.loads(done.stdout)
    wants = wanted(Path(lock).read_text("utf-8"), bom["metadata"]["component"]["name"])
    file = Path(to)
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(cleaned(bom, wants), indent=1, sort_keys=True) + "\n", "utf-8")
    sys.stdout.write(f"{len(bom['components'])} packages: {to}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
