"""The runner over question files: verdicts, reasons and exit codes on a world that can be checked by head."""

from __future__ import annotations

import json

import pytest

from tests.assistant import tiny
from tests.evaluation.judge import OUTCOMES
from tests.evaluation.questions import BadQuestion, read_items
from tests.evaluation.report import counts, table
from tests.evaluation.run import main


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return tiny.build(tmp_path_factory.mktemp("evaluated"))


def write(path, *lines):
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path


def asked(model, tmp_path, *lines):
    out = tmp_path / "out.jsonl"
    code = main(["--model", str(model), "--questions", str(write(tmp_path / "q.jsonl", *lines)), "--out", str(out)])
    return code, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def test_right_wrong_and_not_answered_are_told_apart(model, tmp_path, capsys):
    code, found = asked(
        model,
        tmp_path,
        {"id": 1, "question": "revenue by region", "gold": {"columns": ["a", "b"], "rows": [["E", 900], ["W", 300]]}},
        {"id": 2, "question": "revenue by region", "gold": {"columns": ["a", "b"], "rows": [["E", 300], ["W", 900]]}},
        {"id": 3, "question": "按星座看销售额", "gold": {"columns": ["a"], "rows": [[1]]}},
        {"id": 4, "question": "按星座看销售额", "expect": "none"},
        {"id": 5, "question": "revenue", "expect": "none"},
        {"id": 6, "question": "what does revenue mean?", "expect": "about", "family": "meaning"},
    )
    assert [line["outcome"] for line in found] == ["right", "wrong", "refused", "right", "wrong", "right"]
    assert found[2]["code"]
    assert "星座" in found[2]["word"]
    assert code == 1
    printed = capsys.readouterr().out
    assert "| en | 4 | 2 | 2 |" in printed
    assert "| zh | 2 | 1 | 0 |" in printed
    assert "| meaning | 1 | 1 |" in printed


def test_the_day_and_the_turns_before_are_part_of_a_question(model, tmp_path):
    code, found = asked(
        model,
        tmp_path,
        {
            "id": "day",
            "question": "revenue last month",
            "as_of": "2026-10-05",
            "gold": {"columns": ["x"], "rows": [[460]]},
        },
        {
            "id": "turn",
            "turns": ["revenue by region", "only web"],
            "gold": {"columns": ["x", "y"], "rows": [["E", 560], ["W", 150]]},
        },
    )
    assert [line["outcome"] for line in found] == ["right", "right"], found
    assert code == 0


def test_golds_may_stand_in_a_file_of_their_own(model, tmp_path):
    questions = write(tmp_path / "q.jsonl", {"id": "a", "question": "revenue"})
    gold = write(tmp_path / "g.jsonl", {"id": "a", "gold": {"columns": ["x"], "rows": [[1200]]}})
    assert main(["--model", str(model), "--questions", str(questions), "--gold", str(gold)]) == 0


@pytest.mark.parametrize(
    "line",
    ["no json", "[1]", '{"id": 1}', '{"id": 1, "question": "x"}', '{"id": 1, "question": "x", "expect": "maybe"}',
     '{"id": 1, "question": "x", "gold": [1]}'],
)  # fmt: skip
def test_a_line_that_cannot_be_judged_stops_before_anything_is_asked(line, tmp_path, capsys):
    path = tmp_path / "q.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(BadQuestion):
        read_items(path)
    assert main(["--model", str(tmp_path), "--questions", str(path)]) == 2
    assert capsys.readouterr().err


def test_tables_count_wrong_answers_apart():
    found = table("family", counts([("a", "right"), ("a", "wrong"), ("b", "clarify"), ("b", "refused")]))
    assert found.splitlines()[0] == f"| family | questions | {' | '.join(OUTCOMES)} | right % | wrong % |"
    assert found.splitlines()[2:] == [
        "| a | 2 | 1 | 1 | 0 | 0 | 0 | 50.0 | 50.0 |",
        "| b | 2 | 0 | 0 | 1 | 1 | 0 | 0.0 | 0.0 |",
        "| all | 4 | 1 | 1 | 1 | 1 | 0 | 25.0 | 25.0 |",
    ]
