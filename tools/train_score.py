"""Train the score of the crisis check on the panel, and write its weights and a report.

Run with `make score`. scikit-learn is needed here and nowhere else. The same panel gives the same
files. Naive-Bayes log-count ratios times a logistic regression over words, words near each other
and pieces of words, as they occur or not: the additive model that did best among those compared in
docs/detector.md.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from responder.labelled import Line, read
from responder.safety import weights
from responder.safety.assess import Situation, Stages, Verdict, assess
from responder.safety.fold import fold
from responder.safety.score import (
    BITS,
    MASKS,
    SITUATIONS,
    STEP,
    TARGETS,
    TOPIC,
    URGENT,
    beginning,
    meaning,
    pieces,
    spelt,
    together,
)
from responder.safety.situation import spoken_for
from responder.safety.tapback import own_words

ROOT = Path(__file__).parent.parent
PANEL = ROOT / "tests" / "panel"
KEPT_APART = {"apart.tsv"}
SEED = 20261126
FOLDS = 5
ALARMS = 0.05  # of calm messages that the score may take for urgent: one text too many costs less
MEASURE = "panel.tsv"  # by whose calm lines that share is set; the others were written to be hard
SHORT, SLIPPED, SLIPS = 7, 5, 3  # words of a message that slips are put in, letters, how many
LONG = 1_500  # messages put together of several, so that the score knows long ones
STRENGTH = 0.3  # of the logistic regression; less is smoother
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


def read_concepts(path: Path) -> dict[str, str]:
    """Return the concept of each word in the file at `path`; ValueError if a word stands in two."""
    found: dict[str, str] = {}
    for concept, words in tomllib.loads(path.read_text("utf-8")).items():
        for word in words.split():
            if found.setdefault(word, concept) != concept:
                raise ValueError(f"{word!r} stands in {found[word]} and in {concept}")
    return found


CONCEPTS = read_concepts(Path(__file__).parent / "concepts.toml")


def alone(word: str) -> list[int]:
    """Return the places that `word` adds up by itself, whatever stands beside it."""
    return [*pieces(word), *([meaning(word, CONCEPTS[word])] if word in CONCEPTS else [])]


def places(words: Sequence[str]) -> set[int]:
    """Return the places that a message of `words` adds up."""
    meanings = [meaning(word, CONCEPTS.get(word, "")) for word in words]
    beside = together(meanings, [beginning(word) for word in words])
    return {place for each in (*map(alone, words), beside) for place in each}


def matrix(messages: Iterable[Sequence[str]], target: str = URGENT) -> csr_matrix:
    """Return which message holds which place in the table of `target`."""
    found: list[int] = []
    ends = [0]
    for words in messages:
        found += sorted({place & MASKS[target] for place in places(words)})
        ends.append(len(found))
    held = np.ones(len(found), np.float64)
    return csr_matrix((held, found, ends), shape=(len(ends) - 1, 1 << BITS[target]))


def fit(found: csr_matrix, yes: Floats, *, evenly: bool = False) -> Model:
    """Return the model that tells the messages that are `yes` from the others.

    `evenly` lets the fewer of the two count as much as the more.
    """
    ours = np.asarray(found[yes].sum(axis=0)).ravel() + SMOOTHING
    others = np.asarray(found[~yes].sum(axis=0)).ravel() + SMOOTHING
    ratio = np.log((ours / ours.sum()) / (others / others.sum()))
    ratio[np.asarray(found.sum(axis=0)).ravel() == 0] = 0
    line = LogisticRegression(
        C=STRENGTH,
        solver="liblinear",
        random_state=SEED,
        class_weight="balanced" if evenly else None,
    )
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


def slips(messages: Sequence[list[str]], yes: Floats) -> list[list[str]]:
    """Return short urgent messages with one slip in one of their longer words."""
    dice = np.random.default_rng(SEED)
    found = []
    for words, urgent in zip(messages, yes, strict=True):
        long = [at for at, word in enumerate(words) if len(word) >= SLIPPED]
        if urgent and long and len(words) <= SHORT:
            for _ in range(SLIPS):
                at = dice.choice(long)
                cut = dice.integers(1, len(words[at]) - 1)
                word = words[at]
                forms = (
                    word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :],
                    word[:cut] + word[cut + 1 :],
                    word[: cut + 1] + word[cut:],
                )
                found.append([*words[:at], forms[dice.integers(3)], *words[at + 1 :]])
    return found


def fit_urgent(messages: Sequence[list[str]], found: csr_matrix, yes: Floats) -> Model:
    """Return the model that tells urgent messages, long ones among them, from the others."""
    longer, of_them = long_ones(messages, yes)
    slipped = slips(messages, yes)
    more = matrix([*longer, *slipped])
    return fit(
        vstack([found, more]).tocsr(), np.concatenate([yes, of_them, np.ones(len(slipped), bool)])
    )


def unseen(
    messages: Sequence[list[str]], found: csr_matrix, yes: Floats, left_out: Iterable[Floats]
) -> Floats:
    """Return the score that each message gets from a model that never saw it."""
    scores = np.zeros(found.shape[0])
    for out in left_out:
        rest = [words for words, left in zip(messages, out, strict=True) if not left]
        scores[out] = fit_urgent(rest, found[~out], yes[~out]).of(found[out])
    return scores


def threshold(scores: Floats, calm: Floats) -> float:
    """Return the score above which a message is urgent: ALARMS of the `calm` ones are above it."""
    return float(np.quantile(scores[calm], 1 - ALARMS))


def long_ones(messages: Sequence[list[str]], yes: Floats) -> tuple[list[list[str]], Floats]:
    """Return long messages made of several of `messages`, urgent where one of them is."""
    dice = np.random.default_rng(SEED)
    calm = np.flatnonzero(~yes)
    found = []
    for number in range(LONG):
        parts = [messages[each] for each in dice.choice(calm, 3)]
        if number % 2:
            parts[dice.integers(3)] = messages[dice.choice(np.flatnonzero(yes))]
        found.append([word for part in parts for word in part])
    return found, np.arange(LONG) % 2 == 1


def report(
    lines: Sequence[Line],
    messages: Sequence[list[str]],
    found: csr_matrix,
    labels: Floats,
    at_random: Floats,
    level: float,
) -> list[str]:
    """Return how the score does on messages it never saw, left out in three ways."""
    yes = labels == Verdict.URGENT
    calm, topic = labels == Verdict.CALM, labels == Verdict.TOPIC
    told = [
        "The score alone, cross-validated; urgent caught, and calm and topic that got only the",
        f"crisis reply, where {ALARMS:.1%} of the calm lines of {MEASURE} left out at random do.",
        "",
        f"{'left out':<22}{'lines':>7}{'urgent':>9}{'calm':>9}{'topic':>9}",
    ]
    ways = {
        "at random": at_random,
        "whole kinds": unseen(messages, found, yes, groups(lines, "kind")),
        "whole languages": unseen(messages, found, yes, groups(lines, "lang")),
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


def train(lines: Sequence[Line], measure: Floats, folder: Path, *, told: bool) -> list[str]:
    """Write the weights learnt from `lines` into `folder`, and return the report if it is `told`.

    `measure` are the lines by whose calm ones the level is set.
    """
    messages = [words_of(line.text) for line in lines]
    found = matrix(messages)
    labels = np.array([line.label for line in lines])
    yes = labels == Verdict.URGENT
    at_random = unseen(messages, found, yes, folds(lines))
    level = threshold(at_random, measure & (labels == Verdict.CALM))
    urgent = fit_urgent(messages, found, yes)
    models = {URGENT: Model(urgent.weights, urgent.bias - level)}
    coarse = matrix(messages, TOPIC)
    models[TOPIC] = fit(coarse[~yes], labels[~yes] == Verdict.TOPIC)
    situation = np.array([line.situation or "" for line in lines])
    known = situation != ""
    for each in SITUATIONS:
        models[each] = fit(coarse[known], situation[known] == each, evenly=True)
    often = Counter(word for words in messages for word in set(words))
    words = {
        word: (CONCEPTS.get(word, ""), tuple(_weight(word, models[each], each) for each in TARGETS))
        for word, count in sorted(often.items())
        if count >= OFTEN or word in CONCEPTS
    }
    tables = {
        target: array("b", [_whole(weight) for weight in models[target].weights])
        for target in TARGETS
    }
    bias = tuple(round(models[target].bias * STEP) for target in TARGETS)
    weights.write(folder, tables, words, bias)
    return report(lines, messages, found, labels, at_random, level) if told else []


def situations_right(lines: Sequence[Line]) -> list[str]:
    """Return in how many of the urgent `lines` a model that never saw them finds the situation.

    With what the rules say of each, as `assess` puts the two together.
    """
    lines = [line for line in lines if line.situation]
    found = matrix([words_of(line.text) for line in lines])
    each = np.array([Situation(name) for name in SITUATIONS])
    right = np.array([line.situation for line in lines])
    by_rules = [spoken_for(assess(line.text, stages=Stages.RULES).dangers) for line in lines]
    steps = np.array([[more[name] for name in each] for more in by_rules])
    for out in folds(lines):
        for at, name in enumerate(each):
            model = fit(found[~out], right[~out] == name, evenly=True)
            steps[out, at] += np.round(model.of(found[out]) * STEP).astype(int)
    ok = each[steps.argmax(axis=1)] == right
    shares = [f"{name} {ok[right == name].mean():.3f}" for name in each]
    return [f"Of {len(lines)} urgent lines left out, right {ok.mean():.3f}: {', '.join(shares)}"]


def _weight(word: str, model: Model, target: str) -> int:
    own = {place & MASKS[target] for place in alone(word)}
    return _whole(float(model.weights[sorted(own)].sum()))


def _whole(weight: float) -> int:
    return max(-128, min(127, round(weight * STEP)))


def main() -> None:
    """Train on every file of the panel but what is kept apart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--to", type=Path, default=weights.FOLDER, help="folder for the weights")
    parser.add_argument("--quick", action="store_true", help="the weights only, no report")
    parser.add_argument(
        "--situations", action="store_true", help="write nothing; tell how often they are right"
    )
    arguments = parser.parse_args()
    folder = arguments.to
    files = [path for path in sorted(PANEL.glob("*.tsv")) if path.name not in KEPT_APART]
    panels = {path.name: read(path) for path in files}
    lines = [line for each in panels.values() for line in each]
    if arguments.situations:
        sys.stdout.write("\n".join(situations_right(lines)) + "\n")
        return
    measure = np.array([name == MEASURE for name, each in panels.items() for _ in each])
    folder.mkdir(exist_ok=True)
    told = [f"Trained on {len(lines)} lines of {', '.join(panels)}.", ""]
    told += train(lines, measure, folder, told=not arguments.quick)
    if not arguments.quick:
        (folder / "report.txt").write_text("\n".join(told) + "\n", "utf-8")
    sys.stdout.write("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
