"""Text from data is drawn as it is and nothing else."""

from __future__ import annotations

import pytest

from ui.inert import MAX_CELL, inert, visible


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](http://evil.example/a.png)",
        "[click](javascript:alert(1))",
        "<script>alert(1)</script>",
        "$\\frac{1}{2}$",
        ":red[x]",
    ],
)
def test_no_markup_survives(hostile):
    drawn = inert(hostile)
    for sign in "![]()<>$:":
        for position, character in enumerate(drawn):
            if character == sign:
                assert drawn[position - 1] == "\\", (sign, drawn)


@pytest.mark.parametrize("link", ["http://evil.example", "www.evil.example", "a@evil.example"])
def test_a_bare_address_is_broken_so_that_it_does_not_become_a_link(link):
    assert "\u200b" in inert(link)


def test_direction_and_control_characters_become_visible():
    assert visible("a\u202eb\x07") == "a<202E>b<0007>"


def test_a_very_long_cell_is_cut():
    assert len(visible("x" * 100_000)) == MAX_CELL


@pytest.mark.parametrize(
    ("figure", "parts"),
    [("+¥126.1K", ["+", "¥126.1K"]), ("-¥3,457万", ["-", "¥3,457", "万"]), ("6.778亿", ["6.778", "亿"])],
)
def test_no_line_is_broken_within_a_figure(figure, parts):
    assert inert(figure).replace("\\", "").split("\u2060") == parts


def test_ordinary_words_stay_as_they_are():
    assert inert("复购率 48 个百分点") == "复购率 48 个百分点"
