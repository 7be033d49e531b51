"""Addresses that somebody made up: a page opens with what it can use of them, and tells no more than without."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import ValidationError

from assistant.formats.scales import round_half_up
from tests.security.drawn import alive, drawn
from tests.security.rights_world import build
from tests.ui.pages import open_page
from tools.catalog import ToolCall
from ui.opened import reopen

LONG = "a" * 100_000
UP = "../../../../etc/passwd"
EVIL = "![x](http://evil.example/a.png) \u202e"
ADDRESSES = [
    ("ask", {"c": UP}), ("ask", {"c": LONG}), ("ask", {"a": UP}), ("ask", {"a": "*"}), ("ask", {"a": EVIL}),
    ("metrics", {"metric": EVIL}), ("metrics", {"q": EVIL}), ("metrics", {"metric": LONG}),
    ("segments", {"view": EVIL}), ("segments", {"view": "moves", "from": "9999-12-31", "to": "2026-13-45"}),
    ("segments", {"view": "build", "rule": "[" * 5_000}), ("segments", {"view": "build", "rule": "[]"}),
    ("segments", {"view": "build", "rule": '["monetary", "ge", 1e308]'}),
    ("segments", {"view": "build", "rule": '["monetary", "ge", 1e400]'}),
    ("segments", {"view": "build", "rule": '["monetary", "ge", NaN]'}),
    ("segments", {"view": "build", "rule": '["recency", "ge", 1e40]'}),
    ("segments", {"view": "build", "rule": '["monetary", "ge", {"q": 1e999}]'}),
    ("segments", {"view": "build", "rule": '["customer.phone", "eq", "1"]'}),
    ("board", {"board": UP, "f": EVIL, "period": EVIL}), ("board", {"f": LONG}),
    ("data", {"draft": UP}), ("data", {"kept": LONG}), ("data", {"kept": ".."}), ("data", {"kept": "\0"}),
    ("data", {"kept": UP}), ("audit", {"person": EVIL, "words": EVIL}),
]  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def town(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("address")
        patch.setenv("WENSHU_HOME", str(folder / "home"))
        patch.setenv("WENSHU_MODEL", str(build(folder / "town")))
        reopen()
        yield
    reopen()


@pytest.mark.parametrize(("page", "address"), ADDRESSES, ids=lambda item: ascii(item)[:60])
def test_a_page_opens_with_any_address(page, address):
    opened = open_page(page, **address)  # which fails where anything on the page did
    for item in drawn(opened):
        assert "evil" not in item[2] or not alive(*item), item
        assert "root:" not in item[2]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        (
            "rule_segment",
            lambda n: {"rules": [{"name": "x", "all_of": [{"field": "monetary", "op": "ge", "values": [n]}]}]},
        ),
        (
            "query_metrics",
            lambda n: {"metrics": [{"name": "m"}], "filters": [{"field": "a.b", "op": "ge", "values": [n]}]},
        ),
        ("anomalies", lambda n: {"metric": "m", "threshold": n}),
    ],
)
def test_no_tool_computes_with_a_number_that_is_none(tool, arguments, number):
    with pytest.raises(ValidationError):
        ToolCall.parse(tool, arguments(number))
    ToolCall.parse(tool, arguments(3.5))


@pytest.mark.parametrize(
    ("text", "digits", "written"),
    [
        ("1e40", 4, f"1{'0' * 40}.0000"),
        ("123456789012345678901234567890.12345", 4, "123456789012345678901234567890.1235"),
        ("9" * 39 + ".99995", 4, f"1{'0' * 39}.0000"),
        ("-" + "7" * 38, 0, "-" + "7" * 38),
        ("1e-40", 2, "0.00"),
    ],
)
def test_a_number_of_any_length_is_rounded_at_its_own_digits(text, digits, written):
    """The engine counts with 38 digits, a decimal of Python with 28 unless it is told otherwise."""
    assert f"{round_half_up(Decimal(text), digits):f}" == written
