"""Words and sample questions as a workbook: what goes out is nothing new when it comes in, and every row is told of."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from assistant import cli
from assistant.answer import answer
from assistant.context import Context
from assistant.exports.xlsx import Texts, texts_to_xlsx
from assistant.learning import review
from assistant.learning.regressions import Cases, passes
from assistant.learning.workbook import NoWordsInFile, take_in, to_workbook
from assistant.question import Question
from assistant.workspace import open_workspace
from semantic_layer.importing.errors import ImportProblem
from semantic_layer.query import Who


@pytest.fixture
def shop(tiny_folder: Path, tmp_path: Path) -> Context:
    shutil.copytree(tiny_folder, tmp_path / "shop", dirs_exist_ok=True)
    return open_workspace(tmp_path / "shop")


def ask(text: str, context: Context, who: str = "local"):
    return answer(Question.of(text, who=Who(who)), context)


def sheets(content: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def file(folder: Path, *given: Texts, name: str = "words.xlsx") -> Path:
    path = folder / name
    path.write_bytes(texts_to_xlsx(given))
    return path


WORDS = ("word", "means", "state")
QUESTIONS = ("question", "in words that are understood", "state")
ROWS = (("takings", "revenue", ""), ("流水", "销售额", ""), ("zork", "flibber", ""), ("alone", "", ""))
ASKED = (
    ("how did we do out east", "revenue in East", ""),
    ("revenue by region", "", ""),
    ("zork the flibber", "", ""),
    ("what of zork", "flibber by zork", ""),
)


@pytest.mark.parametrize(
    ("language", "titles", "first", "state"),
    [("en", ["Words", "Questions"], WORDS, "in the model"),
     ("zh", ["词语", "问题"], ("词语", "含义", "状态"), "模型中")],
)  # fmt: skip
def test_every_word_leaves_beside_what_it_stands_for(demo, language, titles, first, state):
    found = sheets(to_workbook(demo, language))
    assert list(found) == titles and found[titles[0]][0] == first
    known = set(found[titles[0]])
    assert {("turnover", "revenue", state), ("营业额", "销售额", state)} <= known
    assert not [row for row in known if "phone" in str(row)]  # personal fields stay at home


def test_rows_become_drafts_and_tests_and_the_others_are_named_with_a_reason(shop, tmp_path):
    given = file(tmp_path, Texts("Words", WORDS, ROWS), Texts("Questions", QUESTIONS, ASKED))
    found = take_in(given, shop, "en")
    assert (found.known, found.taught, found.kept) == (
        0, ("takings", "流水", "how did we do out east"), ("revenue by region",)
    )  # fmt: skip
    assert [text for text, _ in found.refused] == ["zork", "alone", "zork the flibber", "what of zork"]
    assert all(why for _, why in found.refused)
    assert ask("takings by region", shop).table.rows == ask("各地区的流水", shop).table.rows != ()
    assert ask("how did we do out east", shop).table.rows == ask("revenue in East", shop).table.rows
    assert ask("takings by region", shop, "somebody else").status == "refused"  # a draft holds for its author
    assert [passes(case, shop) for case in Cases(shop.tools.home).all()] == [True]


def test_what_went_out_comes_in_as_nothing_new(shop, tmp_path):
    ask("takings means revenue", shop)
    assert review.teach(None, "how did we do out east", "revenue in East", shop)
    for language in ("en", "zh"):
        content = to_workbook(shop, language)
        path = tmp_path / f"{language}.xlsx"
        path.write_bytes(content)
        found = take_in(path, shop, language)
        assert found.known == sum(len(rows) - 1 for rows in sheets(content).values())
        assert (found.taught, found.kept, found.refused) == ((), (), ())


def test_no_row_confirms_anything_and_no_word_gets_another_meaning(shop, tmp_path):
    found = take_in(file(tmp_path, Texts("Words", WORDS, (("takings", "revenue", "confirmed"),))), shop, "en")
    assert found.taught == ("takings",) and shop.lessons.all()[0].state == "draft"
    found = take_in(file(tmp_path, Texts("Words", WORDS, (("orders", "revenue", ""),))), shop, "en")
    assert found.taught == () and "already means something else" in found.refused[0][1]


def test_a_csv_file_of_a_spreadsheet_is_taken_too(shop, tmp_path):
    path = tmp_path / "words.csv"
    path.write_bytes("词语,含义\r\n流水,销售额\r\n007,销售额\r\n".encode("utf-8-sig"))
    found = take_in(path, shop, "zh")
    assert found.taught == ("流水",) and found.refused[0][0] == "007"


def test_a_file_of_something_else_is_refused(shop, tmp_path):
    with pytest.raises(NoWordsInFile):
        take_in(file(tmp_path, Texts("a", ("x", "y"), (("1", "2"),))), shop, "en")
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(ImportProblem):
        take_in(broken, shop, "en")


def test_a_word_that_looks_like_a_formula_stays_text(shop, tmp_path):
    ask("takings means revenue", shop)
    lesson = shop.lessons.all()[0]
    hostile = replace(lesson, phrase='=HYPERLINK("http://x")')
    shop.lessons.add(hostile)
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(shop, "en")))
    cells = [cell for row in book["Words"].iter_rows() for cell in row]
    assert hostile.phrase in [cell.value for cell in cells] and {cell.data_type for cell in cells} == {"s"}


def test_the_command_writes_and_reads_the_workbook(shop, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    folder, out = str(shop.tools.home), tmp_path / "out.xlsx"
    given = file(tmp_path, Texts("Words", WORDS, ROWS[:3]))
    assert cli.main(["learn", "--import", str(given), "--export", str(out), "--model", folder]) == 4
    said = capsys.readouterr()
    assert said.out == "2 taught as drafts, 0 kept as tests, 0 known before, 1 not taken.\n"
    assert "Not taken: “zork”: " in said.err and "Written: out.xlsx" in said.err
    assert ("takings", "revenue", "draft") in sheets(out.read_bytes())["Words"]
    assert cli.main(["learn", "--import", str(tmp_path / "none.xlsx"), "--model", folder]) == 2
    other = file(tmp_path, Texts("a", ("x",), (("1",),)), name="other.xlsx")
    assert cli.main(["learn", "--import", str(other), "--model", folder]) != 0
    assert "The file has no sheet of words or questions." in capsys.readouterr().err
