"""Published values of intervals, and small worlds for the scores."""

import random

import pytest
from sklearn.metrics import brier_score_loss, roc_auc_score

from tools.stats import auc, brier, elbow, newcombe, share_first_place, top_decile_lift, wilson


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"), [(8, 10, 0.49016, 0.94332), (0, 10, 0.0, 0.27753), (414, 418, 0.97566, 0.99627)]
)
def test_wilson_gives_the_published_bounds(hits, n, low, high):
    assert wilson(hits, n) == pytest.approx((low, high), abs=1e-5)


def test_wilson_stays_inside_zero_and_one_and_refuses_what_is_no_share():
    assert wilson(0, 1)[0] == 0.0 and wilson(1, 1)[1] == 1.0
    for hits, n in ((1, 0), (3, 2), (-1, 5)):
        with pytest.raises(ValueError, match="not a share"):
            wilson(hits, n)


def test_newcombe_gives_the_published_interval_of_a_difference():
    assert newcombe(220, 1000, 180, 1000) == pytest.approx((0.00493, 0.07498), abs=1e-5)


def test_newcombe_turns_its_sign_with_the_order_of_the_groups():
    low, high = newcombe(30, 100, 45, 120)
    assert newcombe(45, 120, 30, 100) == pytest.approx((-high, -low))


def test_two_near_certain_groups_share_first_place_and_two_apart_do_not():
    assert share_first_place(414, 418, 880, 890)
    assert not share_first_place(220, 1000, 180, 1000)


def test_the_elbow_is_the_largest_distance_to_the_chord():
    assert elbow([1000, 520, 300, 170, 150, 138, 130, 125]) == 4


def test_auc_and_brier_equal_those_of_a_library_also_with_ties():
    rng = random.Random(0)
    scores = [round(rng.random(), 1) for _ in range(300)]
    labels = [rng.random() < score for score in scores]
    assert auc(scores, labels) == pytest.approx(roc_auc_score(labels, scores))
    assert brier(scores, labels) == pytest.approx(brier_score_loss(labels, scores))


def test_auc_and_lift_are_undefined_when_everybody_is_alike():
    assert auc([0.1, 0.2], [True, True]) is None
    assert top_decile_lift([0.1, 0.2], [False, False]) is None


def test_lift_does_not_depend_on_the_order_of_equal_scores():
    scores, labels = [0.5] * 20, [True] * 5 + [False] * 15
    assert top_decile_lift(scores, labels) == pytest.approx(1)
    assert top_decile_lift(scores, labels[::-1]) == pytest.approx(1)
