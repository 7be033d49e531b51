"""Learn from the past who does not come back, and judge what was learned.

Rule: a rule is learned on older cuts, calibrated on a later one and tested on the newest complete one, always beside
the plainest rule there is, days since the last purchase. A rule that ranks no better than that says so.

recency   logistic regression on the logarithm of the days since the last purchase.
bgnbd     chance of no purchase in the horizon by a fitted BG/NBD; never the chance of still being a customer, which
          is 1 for everybody without a repeat.
model     logistic regression or boosted trees on all features, whichever ranks the calibration cut better, its
          scores turned into probabilities on that cut.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

import numpy as np

from tools.churn.features import FREQUENCY, RECENCY, TENURE, Sample
from tools.customers.histories import Floats, Histories
from tools.errors import NotIdentified, SeriesTooShort, TooFewEvents
from tools.stats import auc, brier, top_decile_lift
from tools.value.btyd import fit_purchases

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sklearn.base import BaseEstimator
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

MODEL_CUTS = 3  # complete: one trains, one calibrates, one tests
FEWEST_FOR_MODEL = 200  # events and non-events, before a model is fitted unasked
FEWEST_EVENTS = 50  # below this a model that is asked for is refused
FEWEST_TO_JUDGE = 10  # below this no rule can be judged at all
MAX_TRAINING = 200_000  # rows; of more, every k-th is taken
CLEARLY = 0.005  # of AUC; its standard error on 2,500 customers is near .01
WEEK = 7.0

Method = Literal["recency", "bgnbd", "model"]
Kind = Literal["logistic", "boosting", "closed_form", "ranking"]
Predict = Callable[[Sample], Floats]


@dataclass(frozen=True)
class Rule:
    """A learned rule: `predict` gives the chance that somebody is not seen in the horizon after the sample's cut."""

    method: Method
    kind: Kind
    predict: Predict


@dataclass(frozen=True)
class Score:
    """How a rule did on customers of the last complete horizon. `brier` is None where nothing could calibrate it."""

    method: Method
    kind: Kind
    population: Literal["active", "all"]
    n: int
    base: float
    auc: float | None
    lift: float | None
    brier: float | None


def rules(past: Sequence[Sample], wanted: Sample, asked: str) -> tuple[Rule, ...]:
    """The rules that can be learned from samples whose horizon is over by the cut of `wanted`; the plainest first.

    Parameters
    ----------
    past : newest first; the newest calibrates the model.
    asked : a method, or "auto".

    Raises
    ------
    SeriesTooShort, TooFewEvents, NotIdentified
        The method that was asked for cannot be learned.
    """
    found = [learn("recency", past, wanted)]
    try:
        found.append(learn("bgnbd", past, wanted))
    except NotIdentified:
        if asked == "bgnbd":
            raise
    complete = len(past) + 1  # with the one that tests
    events = [sum(sample.events for sample in past[1:]), past[0].events] if past else [0]
    if asked == "model" and complete < MODEL_CUTS:
        raise SeriesTooShort(complete, MODEL_CUTS)
    if asked == "model" and min(events) < FEWEST_EVENTS:
        raise TooFewEvents(min(events), FEWEST_EVENTS)
    enough = events[0] >= FEWEST_FOR_MODEL and min(events) >= FEWEST_EVENTS
    if asked == "model" or (complete >= MODEL_CUTS and enough):
        found.append(learn("model", past, wanted))
    return tuple(found)


def learn(method: Method, past: Sequence[Sample], wanted: Sample, kind: Kind | None = None) -> Rule:
    """One rule, learned from what was over by the cut of `wanted`; a model of this `kind`, or of the better one.

    Raises
    ------
    NotIdentified
        BG/NBD where nobody bought twice.
    """
    if method == "recency":
        return _logistic_rule("recency", past, [RECENCY]) if past else Rule("recency", "ranking", _by_silence)
    if method == "bgnbd":
        return _closed_form(wanted)
    return _learned_model(past[1:], past[0], kind)


def preferred(rules: Sequence[Rule], asked: str) -> Method:
    """The method that was asked for; else the model, the closed form, or recency, whichever is there."""
    if asked != "auto":
        return next(rule.method for rule in rules if rule.method == asked)
    return rules[-1].method


def judge(rules: Sequence[Rule], test: Sample) -> tuple[Score, ...]:
    """Every rule on the test sample: among customers who were active at its cut, and among all."""
    groups: list[tuple[Literal["active", "all"], Sample]] = [("active", test.only(test.active)), ("all", test)]
    return tuple(_score(rule, name, sample) for name, sample in groups if sample.keys for rule in rules)


def _score(rule: Rule, population: Literal["active", "all"], sample: Sample) -> Score:
    predicted, gone = rule.predict(sample).tolist(), sample.gone.tolist()
    error = None if rule.kind == "ranking" else brier(predicted, gone)
    ranked = (auc(predicted, gone), top_decile_lift(predicted, gone), error)
    return Score(rule.method, rule.kind, population, len(gone), float(np.mean(gone)), *ranked)


# --- the three rules --------------------------------------------------------------------------------------------


def _by_silence(wanted: Sample) -> Floats:
    """An order and no chance: nothing earlier tells how many of the silent come back."""
    silence: Floats = wanted.raw[:, RECENCY]
    return silence


def _closed_form(sample: Sample) -> Rule:
    """Fitted on the purchases before the cut of the sample alone: it needs no outcomes."""
    fitted = fit_purchases(Histories.of(*_history(sample)))

    def predict(wanted: Sample) -> Floats:
        return fitted.p_none(wanted.days / WEEK, *_history(wanted))

    return Rule("bgnbd", "closed_form", predict)


def _history(sample: Sample) -> tuple[Floats, Floats, Floats]:
    """x, t_x and T in weeks at the last day before the cut."""
    tenure, recency = sample.raw[:, TENURE], sample.raw[:, RECENCY]
    return sample.raw[:, FREQUENCY] - 1, (tenure - recency) / WEEK, (tenure - 1) / WEEK


def _learned_model(training: Sequence[Sample], calibration: Sample, kind: Kind | None) -> Rule:
    """The better of two estimators on the calibration cut, with its scores as probabilities there.

    Trees must be clearly better: a smaller lead than `CLEARLY` is chance on a few thousand customers.
    """
    columns = list(range(len(calibration.feature_names)))
    fits: dict[Kind, Callable[[], Rule]] = {
        "logistic": lambda: _logistic_rule("model", training, columns),
        "boosting": lambda: _boosting_rule(training),
    }
    if kind in fits:
        return _calibrated(fits[kind](), calibration)
    plain, trees = (fit() for fit in fits.values())
    gone = calibration.gone.tolist()
    lead = (auc(trees.predict(calibration).tolist(), gone) or 0.0) - (
        auc(plain.predict(calibration).tolist(), gone) or 0
    )
    return _calibrated(trees if lead > CLEARLY else plain, calibration)


def _logistic_rule(method: Method, training: Sequence[Sample], columns: list[int]) -> Rule:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(random_state=0, max_iter=1000))
    return Rule(method, "logistic", _fitted(model, training, columns))


def _boosting_rule(training: Sequence[Sample]) -> Rule:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        random_state=0, max_iter=150, learning_rate=0.05, max_leaf_nodes=8, min_samples_leaf=40, l2_regularization=1.0,
        early_stopping=False,
    )  # fmt: skip
    return Rule("model", "boosting", _fitted(model, training, list(range(len(training[0].feature_names)))))


def _fitted(model: BaseEstimator, training: Sequence[Sample], columns: list[int]) -> Predict:
    """Fit on one thread; where everybody had the same outcome, that is all there is to know."""
    points = np.vstack([sample.features for sample in training])[:, columns]
    gone = np.concatenate([sample.gone for sample in training])
    step = -(-len(gone) // MAX_TRAINING)
    points, gone = points[::step], gone[::step]
    if gone.all() or not gone.any():
        share = float(gone.mean())
        return lambda wanted: np.full(len(wanted.keys), share)
    with _one_thread():
        model.fit(points, gone)

    def predict(wanted: Sample) -> Floats:
        if not wanted.keys:
            return np.zeros(0)
        with _one_thread():
            chances: Floats = model.predict_proba(wanted.features[:, columns])[:, 1]
        return chances

    return predict


def _one_thread() -> AbstractContextManager[object]:
    """A context in which sums are added on one thread, in one order."""
    return cast("AbstractContextManager[object]", _pools().limit(limits=1))


@cache
def _pools() -> ThreadpoolController:
    """The thread pools of the libraries that fit, looked up once: that takes longer than a prediction."""
    import sklearn.ensemble
    import sklearn.linear_model  # noqa: F401  (pools are found only once their library is loaded)
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()


def _calibrated(rule: Rule, calibration: Sample) -> Rule:
    """Turn scores into probabilities by a logistic curve over their log odds (Platt 1999); the order stays."""
    from sklearn.linear_model import LogisticRegression

    scores = _log_odds(rule.predict(calibration))
    with _one_thread():
        curve = LogisticRegression(C=1e6, random_state=0).fit(scores, calibration.gone)
    if float(curve.coef_[0, 0]) <= 0:  # it would turn the order round
        return rule

    def predict(wanted: Sample) -> Floats:
        if not wanted.keys:
            return np.zeros(0)
        scores = _log_odds(rule.predict(wanted))
        with _one_thread():
            chances: Floats = curve.predict_proba(scores)[:, 1]
        return chances

    return Rule(rule.method, rule.kind, predict)


def _log_odds(chances: NDArray[np.float64]) -> Floats:
    safe = np.clip(chances, 1e-6, 1 - 1e-6)
    return np.log(safe / (1 - safe)).reshape(-1, 1)
