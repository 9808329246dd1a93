"""Train the score of the crisis check on the panel, and write its weights and a report.

Run with `make score`. scikit-learn is needed here and nowhere else. The same panel gives the same
files. Naive-Bayes log-count ratios times a logistic regression over words, words near each other
and pieces of words, as they occur or not: the additive model that did best among those compared in
docs/detector.md.
"""

from __future__ import annotations

import argparse
import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from responder.panel import Line, read
from responder.safety import weights
from responder.safety.assess import Verdict
from responder.safety.fold import fold
from responder.safety.score import (
    BITS,
    SITUATIONS,
    STEP,
    TARGETS,
    TOPIC,
    URGENT,
    pieces,
    spelt,
    together,
)
from responder.safety.tapback import own_words

ROOT = Path(__file__).parent.parent
PANEL = ROOT / "tests" / "panel"
KEPT_APART = {"apart.tsv"}
SEED = 20261126
FOLDS = 5
ALARMS = 0.03  # of calm messages that the score may take for urgent
SIZE = 1 << BITS
STRENGTH = 0.1  # of the logistic regression; less is smoother
SMOOTHING = 0.3  # added to each count before the ratio is taken
OFTEN = 3  # messages that a word must be in to be weighed as one
Floats = np.ndarray


@dataclass(frozen=True)
class Model:
    """Weights in units of the score, one for each place in a table, and the bias."""

    weights: Floats
    bias: float

    def of(self, found: csr_matrix) -> Floats:
        """Return the score of each message."""
        return np.asarray(found @ self.weights + self.bias)


def words_of(text: str) -> list[str]:
    """Return the words of `text` as the check weighs them."""
    return spelt(fold(own_words(text)).words)


def places(words: Sequence[str]) -> set[int]:
    """Return the places in a table that a message of `words` adds up."""
    return {
        *(place for word in words for place in pieces(word)),
        *(place for each in together(words) for place in each),
    }


def matrix(messages: Iterable[Sequence[str]]) -> csr_matrix:
    """Return which message holds which place."""
    found: list[int] = []
    ends = [0]
    for words in messages:
        found += sorted(places(words))
        ends.append(len(found))
    held = np.ones(len(found), np.float64)
    return csr_matrix((held, found, ends), shape=(len(ends) - 1, SIZE))


def fit(found: csr_matrix, yes: Floats, strength: float = STRENGTH) -> Model:
    """Return the model that tells the messages that are `yes` from the others."""
    ours = np.asarray(found[yes].sum(axis=0)).ravel() + SMOOTHING
    others = np.asarray(found[~yes].sum(axis=0)).ravel() + SMOOTHING
    ratio = np.log((ours / ours.sum()) / (others / others.sum()))
    ratio[np.asarray(found.sum(axis=0)).ravel() == 0] = 0
    line = LogisticRegression(C=strength, solver="liblinear", random_state=SEED)
    line.fit(found.multiply(ratio).tocsr(), yes)
    return Model(ratio * line.coef_[0], float(line.intercept_[0]))


def folds(lines: Sequence[Line]) -> list[Floats]:
    """Return which lines each of FOLDS rounds of cross-validation leaves out, at random."""
    order = np.random.default_rng(SEED).permutation(len(lines)) % FOLDS
    return [order == each for each in range(FOLDS)]


def groups(lines: Sequence[Line], column: str) -> list[Floats]:
    """Return which lines to leave out so that a whole kind or language is unknown each time."""
    names = np.array([getattr(line, column) for line in lines])
    return [names == name for name in sorted(set(names))]


def unseen(found: csr_matrix, yes: Floats, left_out: Iterable[Floats]) -> Floats:
    """Return the score that each message gets from a model that never saw it."""
    scores = np.zeros(found.shape[0])
    for out in left_out:
        scores[out] = fit(found[~out], yes[~out]).of(found[out])
    return scores


def threshold(scores: Floats, labels: Floats) -> float:
    """Return the score above which a message is urgent: ALARMS of the calm ones are above it."""
    return float(np.quantile(scores[labels == Verdict.CALM], 1 - ALARMS))


def report(lines: Sequence[Line], found: csr_matrix, labels: Floats) -> list[str]:
    """Return how the score does on messages it never saw, left out in three ways."""
    yes = labels == Verdict.URGENT
    calm, topic = labels == Verdict.CALM, labels == Verdict.TOPIC
    told = [
        "The score alone, cross-validated; urgent caught, and calm and topic that got only the",
        f"crisis reply, where {ALARMS:.1%} of calm lines left out at random do.",
        "",
        f"{'left out':<22}{'lines':>7}{'urgent':>9}{'calm':>9}{'topic':>9}",
    ]
    at_random = unseen(found, yes, folds(lines))
    level = threshold(at_random, labels)
    ways = {
        "at random": at_random,
        "whole kinds": unseen(found, yes, groups(lines, "kind")),
        "whole languages": unseen(found, yes, groups(lines, "lang")),
    }
    for way, scores in ways.items():
        told.append(_row(way, len(lines), scores > level, (yes, calm, topic)))
    for column in ("lang", "kind"):
        way = "at random" if column == "lang" else "whole kinds"
        told += ["", f"{way}, by {column}"]
        names = np.array([getattr(line, column) for line in lines])
        for name, count in Counter(names).most_common():
            of = names == name
            told.append(
                _row(str(name), count, ways[way] > level, (yes & of, calm & of, topic & of))
            )
    return told


def _row(name: str, count: int, above: Floats, parts: Iterable[Floats]) -> str:
    shares = "".join(f"{above[part].mean():>9.3f}" if part.any() else f"{'-':>9}" for part in parts)
    return f"{name:<22}{count:>7}{shares}"


def train(lines: Sequence[Line], folder: Path) -> list[str]:
    """Write the weights learnt from `lines` into `folder`, and return the report."""
    messages = [words_of(line.text) for line in lines]
    found = matrix(messages)
    labels = np.array([line.label for line in lines])
    yes = labels == Verdict.URGENT
    level = threshold(unseen(found, yes, folds(lines)), labels)
    urgent = fit(found, yes)
    models = {URGENT: Model(urgent.weights, urgent.bias - level)}
    models[TOPIC] = fit(found[~yes], labels[~yes] == Verdict.TOPIC)
    situation = np.array([line.situation or "" for line in lines])
    known = situation != ""
    for each in SITUATIONS:
        models[each] = fit(found[known], situation[known] == each)
    often = Counter(word for words in messages for word in set(words))
    words = {
        word: tuple(_whole(models[target].weights[pieces(word)].sum()) for target in TARGETS)
        for word, count in often.items()
        if count >= OFTEN
    }
    tables = {
        target: array("b", [_whole(weight) for weight in models[target].weights])
        for target in TARGETS
    }
    bias = tuple(round(models[target].bias * STEP) for target in TARGETS)
    weights.write(folder, tables, words, bias)
    return report(lines, found, labels)


def _whole(weight: float) -> int:
    return max(-128, min(127, round(weight * STEP)))


def main() -> None:
    """Train on every file of the panel but what is kept apart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=weights.FOLDER, help="folder for the weights")
    folder = parser.parse_args().to
    files = [path for path in sorted(PANEL.glob("*.tsv")) if path.name not in KEPT_APART]
    lines = [line for path in files for line in read(path)]
    folder.mkdir(exist_ok=True)
    told = [f"Trained on {len(lines)} lines of {', '.join(path.name for path in files)}.", ""]
    told += train(lines, folder)
    (folder / "report.txt").write_text("\n".join(told) + "\n", "utf-8")
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
