"""The weights that ship are those that the panel teaches: learnt anew, they are the same."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from responder.safety.score import TARGETS
from responder.safety.weights import FOLDER, read

ROOT = Path(__file__).parent.parent.parent
TRAINER = ROOT / ".venv-train" / "bin" / "python"
OTHERS = 0.001  # of the weights that another processor may round otherwise, each by one


@pytest.mark.slow
@pytest.mark.skipif(not TRAINER.exists(), reason="`make trainer` sets up what training needs")
def test_training_anew_gives_the_weights_that_ship(tmp_path: Path) -> None:
    subprocess.run(
        [TRAINER, "tools/train_score.py", "--quick", "--to", tmp_path],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
    )
    learnt, shipped = read(tmp_path), read(FOLDER)
    assert learnt.known == shipped.known
    assert [*learnt.concepts] == [*shipped.concepts]
    for target in TARGETS:
        anew, before = learnt.tables[target], shipped.tables[target]
        assert abs(anew.bias - before.bias) <= 1
        for one, other in ((anew.places, before.places), (anew.words, before.words)):
            apart = [abs(a - b) for a, b in zip(one, other, strict=True) if a != b]
            assert max(apart, default=0) <= 1
            assert len(apart) <= OTHERS * len(one)
