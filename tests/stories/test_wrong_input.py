"""Wrong input gets a plain message that says what to do, and nothing is lost."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from assistant.cli import main

TABLES = {
    "orders.csv": "order_id,city,day,amount\n1,Paris,2026-01-03,20.50\n2,Rome,2026-02-03,12.00\n"
    "3,Rome,2026-02-05,8.00\n",
    "empty.csv": "thing_id,weight_kg,day\n",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Files, and a small model made from them, as a newcomer would."""
    place = tmp_path_factory.mktemp("newcomer")
    (place / "files").mkdir()
    for name, text in TABLES.items():
        (place / "files" / name).write_text(text, encoding="utf-8")
    assert main(["init", "--data", str(place / "files"), "--out", str(place / "model")]) == 0
    return place


@pytest.fixture
def model(made, tmp_path):
    """A copy of the model beside one of its files; a test may damage them."""
    return shutil.copytree(made, tmp_path, dirs_exist_ok=True) / "model"


def run(capsys, *arguments):
    capsys.readouterr()
    code = main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err + printed.out
    return code, printed.out, printed.err


def ask(capsys, model, question):
    code, out, _ = run(capsys, "ask", question, "--json", "--model", model)
    return code, json.loads(out)


def test_a_broken_model_file_is_named_with_line_and_remedy_and_mending_it_is_enough(model, capsys):
    file = next(path for path in model.glob("*.yaml") if "agg: sum" in path.read_text(encoding="utf-8"))
    text = file.read_text(encoding="utf-8")
    line = next(n for n, content in enumerate(text.splitlines(), 1) if "agg: sum" in content)
    file.write_text(text.replace("agg: sum", "agg: summ", 1), encoding="utf-8")

    code, _, err = run(capsys, "check", "--model", model)
    assert code == 1
    assert f"{file.name}:" in err and "summ" in err and "sum" in err
    assert f"{file.name}:{line}:" in err

    file.write_text(text, encoding="utf-8")
    assert run(capsys, "check", "--model", model)[0] == 0


def test_an_unknown_metric_is_refused_with_what_can_be_asked(model, capsys):
    code, answer = ask(capsys, model, "flux by city")
    assert code == 4
    assert "flux" in answer["headline"]
    assert answer["rows"] == []


@pytest.mark.parametrize("question", ["amount in Pariss", "amount in Atlantis"])
def test_a_value_that_does_not_exist_is_never_an_empty_answer(model, capsys, question):
    code, answer = ask(capsys, model, question)
    if answer["status"] == "answered":  # a repair is allowed when it is shown
        assert any(caveat["code"] == "repair" or "Paris" in caveat["text"] for caveat in answer["caveats"])
        assert "Pariss" in json.dumps(answer["caveats"], ensure_ascii=False)
    else:
        assert code in (3, 4)
        assert question.split()[-1] in json.dumps(answer, ensure_ascii=False)


def test_a_period_without_data_says_which_period_has_some(model, capsys):
    code, answer = ask(capsys, model, "amount in March 2019")
    assert code == 4
    assert "2026" in answer["headline"] + json.dumps(answer["refusal"])


def test_an_empty_table_gives_no_data_and_no_zero_percent(model, capsys):
    _, answer = ask(capsys, model, "average weight kg by day")
    assert answer["rows"] in ([], [[None]]) or answer["status"] == "refused"
    assert "0%" not in answer["headline"]


def test_a_ragged_file_names_its_lines_and_keeps_the_others(tmp_path, capsys):
    source = tmp_path / "files"
    source.mkdir()
    (source / "t.csv").write_text("id,amount\n1,2\n2\n3,4,5\n4,6\n", encoding="utf-8")
    code, out, err = run(capsys, "init", "--data", source, "--out", tmp_path / "model", "--yes")
    assert code == 0
    assert "3" in out + err and "4" in out + err
    assert "t.csv" in out + err
    _, answer = ask(capsys, tmp_path / "model", "total amount")
    assert answer["rows"] == [[8]]


def test_a_corrupt_database_is_said_so_and_importing_again_mends_it(model, capsys, tmp_path):
    database = next((model / "data").glob("*.duckdb"))
    database.write_bytes(b"this is no database" * 100)
    code, out, err = run(capsys, "ask", "total amount", "--model", model)
    assert code == 1
    assert out == ""
    assert "import" in err.lower()
    assert run(capsys, "init", "--data", tmp_path / "files", "--out", model, "--yes")[0] == 0
    assert ask(capsys, model, "total amount")[1]["rows"] == [[40.5]]


def test_a_truncated_database_is_noticed(model, capsys):
    database = next((model / "data").glob("*.duckdb"))
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    assert run(capsys, "ask", "total amount", "--model", model)[0] == 1


def test_a_database_that_another_process_writes_is_said_to_be_locked(model, capsys):
    database = next((model / "data").glob("*.duckdb"))
    script = f"import duckdb, sys; c = duckdb.connect({str(database)!r}); print('open', flush=True); sys.stdin.read()"
    other = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout.readline().strip() == b"open"
        code, out, err = run(capsys, "ask", "total amount", "--model", model)
        assert (code, out) == (1, "")
        assert "another" in err.lower()
    finally:
        other.communicate()
    assert run(capsys, "ask", "total amount", "--model", model)[0] == 0


def test_a_missing_database_says_how_to_get_one(model, capsys):
    shutil.rmtree(model / "data")
    code, _, err = run(capsys, "ask", "total amount", "--model", model)
    assert code == 1
    assert "init" in err


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path, capsys):
    code, _, err = run(capsys, "ask", "total amount", "--model", tmp_path / "nowhere")
    assert code == 2
    assert "nowhere" in err


def test_a_statement_that_would_change_data_is_refused_and_changes_nothing(model, capsys):
    code, _, _ = run(capsys, "sql", "DELETE FROM orders", "--model", model)
    assert code == 4
    assert ask(capsys, model, "total amount")[1]["rows"] == [[40.5]]


def test_a_request_to_delete_is_refused_plainly(model, capsys):
    code, answer = ask(capsys, model, "delete all orders")
    assert code == 4
    assert answer["rows"] == []


def test_checking_a_model_also_compares_it_with_the_data(demo_home, capsys):
    code, out, _ = run(capsys, "check", "--model", demo_home / "demo")
    assert code == 0  # the sample data hold planted dirt, the model itself is right
    assert "order" in out.lower()
    assert "%" in out


def test_a_folder_without_files_to_import_is_said_so(tmp_path, capsys):
    code, _, err = run(capsys, "init", "--data", tmp_path, "--out", tmp_path / "model")
    assert code == 1
    assert "CSV" in err
