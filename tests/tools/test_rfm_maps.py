"""Maps are partitions: every cell once, in the maps that come with the product and in those of a model."""

from collections import Counter
from itertools import product

import pytest

from semantic_layer.errors import ModelError
from semantic_layer.loader import load_texts
from semantic_layer.segment_maps import NotAPartition, Region, SegmentMap, partition, read_map
from tests.tools.conftest import build_model
from tests.tools.test_rfm import segment_counts, shop
from tools.arguments import RfmArgs
from tools.errors import BadParameter
from tools.rfm.maps import ELEVEN, TEN
from tools.rfm.rfm import rfm_segments

ALL_CELLS = set(product(range(1, 6), repeat=3))
LABELS = {"en": "x", "zh": "某"}
HALVES = {
    "name": "halves",
    "bins": 2,
    "segments": [
        {"code": "recent", "labels": {"en": "Recent", "zh": "近期"}, "r": [2]},
        {"code": "gone", "labels": {"en": "Gone", "zh": "已远"}, "codes": [111, 112, 121, 122]},
    ],
}


def test_all_25_cells_of_ten_occur_exactly_once():
    pairs = [cell[:2] for region in TEN.regions for cell in region.cells((5, 5, 1))]
    assert sorted(pairs) == sorted(product(range(1, 6), repeat=2))
    assert TEN.by_cell()[5, 5, 1] == "champions" and TEN.by_cell()[1, 5, 3] == "cant_lose"


def test_all_125_codes_of_eleven_occur_exactly_once():
    codes = Counter(code for region in ELEVEN.regions for code in region.codes)
    assert set(codes.values()) == {1} and len(codes) == 125
    assert {tuple(map(int, str(code))) for code in codes} == ALL_CELLS
    sizes = [len(region.codes) for region in ELEVEN.regions]
    assert sizes == [7, 8, 24, 7, 16, 8, 8, 22, 8, 11, 6]


def test_four_gives_every_combination_of_the_two_medians_one_segment(world):
    found = segment_counts(rfm_segments(RfmArgs(map="four"), world(shop(), as_of="2026-01-01")))
    assert set(found) <= {"loyal_fans", "potential", "to_reawaken", "edge_of_churn"} and sum(found.values()) == 60


@pytest.mark.parametrize(
    ("named", "gaps", "twice", "outside"),
    [
        ([((1,), "a")], [(2,)], [], []),
        ([((1,), "a"), ((2,), "a"), ((2,), "b")], [], [(2,)], []),
        ([((1,), "a"), ((2,), "b"), ((3,), "c")], [], [], [(3,)]),
    ],
    ids=["gap", "overlap", "outside"],
)
def test_what_is_no_partition_is_named(named, gaps, twice, outside):
    with pytest.raises(NotAPartition) as refusal:
        partition(named, [(1, 2)])
    assert (list(refusal.value.gaps), list(refusal.value.twice), list(refusal.value.outside)) == (gaps, twice, outside)


def test_a_map_of_the_model_is_used_and_its_segments_hold_everybody(world):
    ctx = world(shop(), as_of="2026-01-01", model=build_model(settings={"maps": [HALVES]}))
    result = rfm_segments(RfmArgs(map="halves", bins=2), ctx)
    assert sum(segment_counts(result).values()) == 60 and set(segment_counts(result)) == {"recent", "gone"}
    assert result.main.columns[0].source == "segment"


def test_a_map_needs_the_scores_it_was_made_for(world):
    ctx = world(shop(), as_of="2026-01-01", model=build_model(settings={"maps": [HALVES]}))
    for arguments in ({"map": "halves"}, {"map": "ten", "bins": 4}, {"map": "eleven", "preset": "fixed"}):
        with pytest.raises(BadParameter):
            rfm_segments(RfmArgs(**arguments), ctx)
    with pytest.raises(BadParameter) as refusal:
        rfm_segments(RfmArgs(map="nonsense"), ctx)
    assert "eleven" in str(refusal.value) and "halves" in str(refusal.value)


BROKEN = """
maps:
  - name: loyalty
    bins: 2
    segments:
      - {{code: best, labels: {{en: Best, zh: 最佳}}, r: [2], f: [2]}}
      - {{code: others, labels: {{en: Others, zh: 其他}}, codes: [{codes}]}}
"""
HEAD = """
version: '1'
model: tiny
calendar: {timezone: UTC}
entities: [{name: thing}]
datasets:
  - name: things
    source: things
    role: dimension
    grain: [thing]
    time_basis: none
    entities: [{name: thing, type: primary, columns: [id]}]
"""


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ("111, 112, 121, 122, 211", "without a segment: 212"),
        ("111, 112, 121, 122, 211, 212, 222", "in several segments: 222"),
        ("111, 112, 121, 122, 211, 212, 311", "outside of the scores: 311"),
    ],
    ids=["gap", "overlap", "outside"],
)
def test_the_loader_refuses_a_map_that_is_no_partition_and_lists_the_cells(codes, said):
    with pytest.raises(ModelError, match=said):
        load_texts({"m.yaml": HEAD + BROKEN.format(codes=codes)})


def test_the_loader_takes_a_map_that_is_a_partition():
    model = load_texts({"m.yaml": HEAD + BROKEN.format(codes="111, 112, 121, 122, 211, 212")})
    assert isinstance(model.settings["maps"], list)


@pytest.mark.parametrize(
    "written",
    [
        {"bins": 2, "segments": []},
        {"name": "x", "bins": 1, "segments": [{"code": "a", "labels": LABELS, "r": [1]}]},
        {"name": "x", "bins": 2, "segments": [{"code": "a", "labels": {"en": "A"}, "r": [1, 2]}]},
        {"name": "x", "bins": 2, "segments": [{"code": "a", "labels": LABELS}]},
        {"name": "x", "bins": 2, "segments": [{"code": "a", "labels": LABELS, "r": ["1"]}]},
        {"name": "x", "bins": 2, "colour": 1, "segments": [{"code": "a", "labels": LABELS, "r": [1, 2]}]},
    ],
)
def test_a_map_that_is_badly_written_is_refused(written):
    with pytest.raises(ValueError):
        read_map(written)


def test_a_map_may_have_other_scores_for_each_dimension():
    regions = (Region("a", r=(1, 2)), Region("b", r=(3, 4)))
    assert len(SegmentMap("x", (4, 3, 2), regions).by_cell()) == 24
