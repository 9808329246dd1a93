from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

NAMES = "DNS:localhost,DNS:calendar.example.org"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for localhost and calendar.example.org, in one file."""
    folder = tmp_path_factory.mktemp("certificate")
    key, signed, both = (folder / name for name in ("key", "signed", "both"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", f"subjectAltName={NAMES}",
         "-keyout", key, "-out", signed],
        check=True, capture_output=True,
    )  # fmt: skip
    both.write_bytes(key.read_bytes() + signed.read_bytes())
    return both


@pytest.fixture
def certified(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, trusted as an organization's own would be."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    return certificate
