"""English counts one thing as one: "1 customer is new", never "1 customers are new"."""

import re

import pytest

from assistant.texts import TEXTS, places, say

COUNTED = (
    "accounts", "arms", "buyers", "campaigns", "combinations", "comparisons", "complaints", "customers", "days",
    "entries", "files", "gaps", "groups", "hours", "indicators", "orders", "pairs", "paths", "people", "periods",
    "persons", "rows", "runs", "segmentations", "steps", "tags", "tests", "values",
)  # fmt: skip
MANY = re.compile(rf"(?<![\w.,/%-])1 (?!of |per )(?:[a-z-]+ )?(?:{'|'.join(COUNTED)})\b")
AGREE = re.compile(
    rf"(?<![\w.,/%-])1 (?:{'|'.join(n.removesuffix('s') for n in COUNTED)})(?: \(1\))? (?:are|have|were|buy|meet)\b"
)
NEVER_ONE = {
    "restate.per.member.count", "restate.per.grain.count",  # the place is a name, not a number
    "finding.referral_tied_many", "finding.paths_first_three",  # at least two
}  # fmt: skip


@pytest.mark.parametrize("prefix", ["finding.", "caveat.", "restate.", "given."])
def test_one_is_never_said_in_the_plural(prefix):
    keys = [key for key in TEXTS if key.startswith(prefix) and key not in NEVER_ONE]
    said = {key: say(key, "en", **dict.fromkeys(places(TEXTS[key].en), "1")) for key in keys}
    assert {key: text for key, text in said.items() if MANY.search(text) or AGREE.search(text)} == {}


def test_a_word_goes_with_a_number_that_stands_elsewhere():
    told = {"customers": "1", "of": "12", "share": "8 %", "revenue": "9", "revenue_share": "1 %"}
    assert "1 of 12 customers (8 %) meets the rule" in say("finding.rule_met", "en", **told)
    assert "2 of 12 customers (8 %) meet the rule" in say("finding.rule_met", "en", **{**told, "customers": "2"})
