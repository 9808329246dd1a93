"""Flow files by name: those in a folder, or those of a git revision."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


class NoSuchEditionError(Exception):
    """A name that is neither a folder nor a git revision with flow files; its text says so."""


@contextmanager
def folder_named(name: str, flows: Path) -> Iterator[Path]:
    """Give the folder called `name`, else one with what `flows` held in the revision of that name.

    Raises NoSuchEditionError.
    """
    if Path(name).is_dir():
        yield Path(name)
        return
    if Path(name).exists():
        raise NoSuchEditionError(f'"{name}" is a file, not a folder of flow files')
    here = flows.absolute().parent
    commit = _git(
        here, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
    )
    if commit is None:
        raise NoSuchEditionError(f'there is no folder and no git revision called "{name}"')
    revision = commit.decode("ascii").strip()
    archive = _git(here, "archive", "--format=tar", revision, "--", flows.absolute().name)
    if archive is None:
        raise NoSuchEditionError(f'the git revision "{name}" has no folder {flows}')
    with TemporaryDirectory() as made:
        with tarfile.open(fileobj=io.BytesIO(archive)) as files:
            files.extractall(made, filter="data")
        yield Path(made) / flows.absolute().name


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Return what git prints in `folder`; None where it fails, or where there is no git."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # nosec B603 # noqa: S603 - a name is never taken for an option
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
