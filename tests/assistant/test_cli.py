"""Commands, exit codes, and which stream says what."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys

import pytest

from assistant import cli
from tests.assistant import tiny


@pytest.fixture(autouse=True)
def english(monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setenv("WENSHU_HOME", str(tmp_path / "home"))
    for name in ("OPENAI_API_KEY", "WENSHU_LLM_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capfd):
    def call(*argv):
        code = cli.main([str(item) for item in argv])
        shown = capfd.readouterr()
        return code, shown.out, shown.err

    return call


@pytest.fixture
def folder(tmp_path):
    return tiny.build(tmp_path / "shop")


def test_an_answer_goes_to_standard_output_with_exit_code_0(run, folder):
    code, out, err = run("ask", "revenue by region", "--model", folder)
    assert (code, err) == (0, "")
    assert "Revenue · by region" in out
    assert "¥900.00" in out


def test_words_need_no_quotes(run, folder):
    assert run("ask", "revenue", "by", "region", "--model", folder)[0] == 0


def test_json_is_the_whole_contract(run, folder):
    code, out, _ = run("ask", "revenue by region", "--json", "--model", folder)
    assert (code, json.loads(out)["rows"]) == (0, [["E", 900], ["W", 300]])


def test_csv_html_and_sql_print_only_themselves(run, folder):
    csv_text = run("ask", "revenue by region", "--csv", "--model", folder)[1]
    assert list(csv.reader(io.StringIO(csv_text.removeprefix("\ufeff")))) == [
        ["region", "revenue (¥)"],
        ["East", "900"],
        ["West", "300"],
    ]
    assert run("ask", "revenue by region", "--html", "--model", folder)[1].startswith("<!doctype html>")
    assert run("ask", "revenue by region", "--sql", "--model", folder)[1].lstrip().startswith(("SELECT", "WITH"))


def test_what_leaves_as_a_file_is_on_record(run, folder):
    run("ask", "revenue by region", "--csv", "--model", folder)
    assert "export" in run("audit", "--model", folder)[1]


def test_a_refusal_has_exit_code_4(run, folder):
    code, out, _ = run("ask", "flibbertigibbet by region", "--model", folder)
    assert code == 4
    assert "flibbertigibbet" in out


def test_a_corrected_word_can_be_taken_as_typed(run, folder):
    code, out, err = run("ask", "revnue by region", "--model", folder)
    assert code == 0 and "Read “revnue” as revenue." in out
    assert err == "Not meant? Ask again with --as-typed revnue.\n"
    code, out, err = run("ask", "revnue by region", "--as-typed", "revnue", "--model", folder)
    assert (code, err) == (3, "")
    assert "I do not know “revnue”." in out and "“revnue” is taken as typed." in out


def test_as_of_moves_today(run, folder):
    out = run("ask", "revenue last month", "--as-of", "2026-10-05", "--json", "--model", folder)[1]
    assert json.loads(out)["rows"] == [[460]]


def test_a_day_that_is_none_is_wrong_usage(run, folder):
    with pytest.raises(SystemExit) as stopped:
        run("ask", "revenue", "--as-of", "soon", "--model", folder)
    assert stopped.value.code == 2


def test_a_forced_agent_without_an_endpoint_is_refused_plainly(run, folder):
    code, out, _ = run("ask", "revenue", "--reader", "agent", "--model", folder)
    assert code == 4
    assert "No model endpoint is configured" in out


def test_choosing_where_nothing_was_asked_is_wrong_usage(run, folder):
    code, _, err = run("ask", "revenue by region", "--choose", "1", "--model", folder)
    assert (code, err) == (2, "This question has no options to choose from.\n")


def test_options_are_numbered_and_one_is_taken_by_its_number(run, demo_home):
    asked = ("ask", "revenue by type last month", "--model", demo_home / "demo")
    code, out, _ = run(*asked)
    options = re.findall(r"^\d\. (.+?)(?: \(default\))?$", out, re.M)
    assert code == 3 and 2 <= len(options) <= 4 and "Choose with --choose N." in out
    code, out, _ = run(*asked, "--choose", 2)
    assert code == 0 and options[1].split(", ")[1] in out.splitlines()[0]
    assert run(*asked, "--choose", len(options) + 1)[0] == 2


def test_nothing_but_plain_utf8_is_written_whatever_the_terminal_is_set_to(folder):
    done = subprocess.run(
        [sys.executable, "-m", "assistant.cli", "ask", "各地区销售额", "--model", str(folder)],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "FORCE_COLOR": "1", "TERM": "xterm-256color"},
        capture_output=True,
        check=True,
    )
    assert b"\x1b" not in done.stdout + done.stderr  # no colour where nobody looks
    assert "华东  ¥900.00" in done.stdout.decode("utf-8")


def test_a_missing_model_is_wrong_usage_and_a_broken_one_lists_its_mistakes(run, tmp_path, folder):
    assert run("ask", "revenue", "--model", tmp_path / "nowhere")[0] == 2
    (folder / "model.yaml").write_text(tiny.MODEL.replace("agg: sum", "agg: summe"), encoding="utf-8")
    code, _, err = run("check", "--model", folder)
    assert code == 1
    assert "model.yaml:" in err
    assert "Traceback" not in err


def test_a_sound_model_is_counted(run, folder):
    code, out, _ = run("check", "--model", folder)
    assert code == 0
    assert out.startswith("The model tiny has no mistakes: 3 metrics, 3 dimensions.\n")


def test_typed_sql_goes_through_the_guard(run, folder):
    assert run("sql", "SELECT sum(amount) AS total FROM sales", "--model", folder)[0] == 0
    code, out, _ = run("sql", "DROP TABLE sales", "--model", folder)
    assert code == 4
    assert "refused" in out


def test_a_receipt_is_the_same_until_the_data_change(run, folder):
    identity = json.loads(run("ask", "revenue by region", "--json", "--model", folder)[1])["receipt"]
    assert run("receipt", identity, "--model", folder)[:2] == (0, "Same figures.\n")
    tiny.build(folder, tiny.ROWS[:-1])
    code, out, _ = run("receipt", identity, "--model", folder)
    assert code == 5
    assert out.startswith("The data changed: sales.")
    assert run("receipt", "abcdef", "--model", folder)[0] == 2


def test_the_record_is_shown_verified_and_searched_for_gaps(run, folder):
    run("ask", "revenue by region", "--model", folder)
    run("ask", "flibbertigibbet", "--model", folder)
    assert "revenue by region" in run("audit", "--model", folder)[1]
    code, out, _ = run("audit", "--verify", "--model", folder)
    assert code == 0
    assert "The chain is complete." in out
    assert "flibbertigibbet" in run("audit", "--gaps", "--model", folder)[1]
    assert run("audit", "--head", "0" * 63 + "1", "--model", folder)[0] == 1


def test_a_batch_answers_every_line_and_keeps_conversations_in_order(run, folder, tmp_path):
    lines = [
        {"id": "a", "question": "revenue last month", "as_of": "2026-10-05"},
        {"id": "b", "question": "各地区销售额", "conversation": "c"},
        {"id": "c", "question": "flibbertigibbet"},
    ]
    questions, out_file = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text("\n".join(json.dumps(line) for line in lines) + "\n\n", encoding="utf-8")
    code, out, err = run("answer", "--model", folder, "--questions", questions, "--out", out_file)
    assert (code, out, err) == (0, "", "3 questions: 2 answered, 0 asked back, 1 refused.\n")
    answers = [json.loads(line) for line in out_file.read_text("utf-8").splitlines()]
    assert [item["id"] for item in answers] == ["a", "b", "c"]
    assert answers[0]["rows"] == [[460]]
    assert answers[1]["chart"] == "bar"
    assert answers[2]["status"] == "refused"


def test_a_line_that_is_no_question_stops_the_batch_before_it_begins(run, folder, tmp_path):
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"id": 1, "question": "revenue"}\n{"id": 2}\n', encoding="utf-8")
    code, _, err = run("answer", "--model", folder, "--questions", questions, "--out", tmp_path / "a.jsonl")
    assert (code, err) == (2, "Line 2 of q.jsonl is not a question: it has no “question”.\n")
    assert not (tmp_path / "a.jsonl").exists()


def test_files_become_a_model_that_can_be_asked(run, tmp_path):
    source = tmp_path / "files"
    source.mkdir()
    (source / "sales.csv").write_text("day,region,amount\n2026-10-01,East,10\n2026-10-02,West,5\n", encoding="utf-8")
    out_folder = tmp_path / "out"
    code, _, err = run("init", "--data", source, "--out", out_folder)
    assert code == 0, err
    assert "sales.csv → sales: 3 lines, 2 rows imported, 0 rejected" in err and "line 2" not in err
    odd = "id,,price\n" + "".join(f"{n},x,{n}.5\n" for n in range(9)) + "9,x,ask us\n10,x\n"
    (source / "prices.csv").write_text(odd, encoding="utf-8")
    err = run("init", "--data", source, "--out", tmp_path / "odd")[2]
    for told in (
        "line 12: too few fields: 10,x",
        "is called “column_2”",
        "price: 1 value became empty",
        "line 11: ask us",
    ):
        assert told in err
    (source / "prices.csv").unlink()
    assert run("check", "--model", out_folder)[0] == 0
    model = sorted(path.name for path in out_folder.glob("*.yaml"))
    kept = {name: (out_folder / name).read_text("utf-8") for name in model}
    assert run("init", "--data", source, "--out", out_folder)[0] == 0
    assert {name: (out_folder / name).read_text("utf-8") for name in model} == kept


def test_rows_that_stand_there_twice_or_name_nobody_are_told_at_once(run, tmp_path):
    source = tmp_path / "files"
    source.mkdir()
    days = [f"2026-{1 + n % 9:02}-{1 + n % 27:02}" for n in range(60)]
    lines = [f"L{n},A{n // 2},{days[n // 2]},{f'C{n // 2 % 9}' if n > 3 else ''},{n}.5" for n in range(60)]
    text = "\n".join(["line,order id,order date,customer id,sales", *lines, lines[-1], lines[-1]])
    (source / "lines.csv").write_text(text, encoding="utf-8")
    out_folder = tmp_path / "out"
    code, _, err = run("init", "--data", source, "--out", out_folder)

    assert code == 0 and "lines: 2 rows are equal to another row in every column" in err
    assert "lines: 4 rows name no customer" in err
    assert run("ask", "average order value", "--model", out_folder)[0] == 0


def test_trouble_is_told_in_the_language_of_the_terminal(run, monkeypatch, tmp_path):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    code, _, err = run("ask", "revenue", "--model", tmp_path / "nowhere")
    assert code == 2
    assert "没有模型" in err


def test_a_bug_is_a_number_and_a_log_never_a_traceback(run, folder, monkeypatch, tmp_path):
    def broken(*args, **rest):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("assistant.workspace.open_workspace", broken)
    code, out, err = run("ask", "revenue", "--model", folder)
    assert (code, out) == (1, "")
    assert "Traceback" not in err
    assert "secret" not in err
    assert "secret detail" in (tmp_path / "home" / "errors.log").read_text()


def test_a_stop_has_exit_code_130(run, folder, monkeypatch):
    def stopped(*args, **rest):
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.workspace.open_workspace", stopped)
    assert run("ask", "revenue", "--model", folder)[0] == 130


def test_asking_loads_nothing_heavy(folder):
    heavy = ["pandas", "sklearn", "scipy", "streamlit", "altair", "langchain", "openai", "pyarrow"]
    program = (
        "import sys; from assistant.cli import main; code = main(sys.argv[1:]);"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "ask", "revenue by region", "--model", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "[]")
