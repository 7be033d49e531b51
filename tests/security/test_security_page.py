"""The page about security says how many attacks were tried, and the tests are counted for it."""

import re

import pytest

from tests.security.page import PAGE, ROOT, counts, files, rows

TEXT = PAGE.read_text(encoding="utf-8")
ABOUT_PAGES = {"test_security_page.py", "test_faults_page.py"}


def names_of(session):
    """The cases of the files of the page, where this run collected these files whole; else None."""
    asked, chosen = session.config.args, session.config.option
    if any("::" in arg for arg in asked) or any(getattr(chosen, way, None) for way in ("keyword", "markexpr", "lf")):
        return None
    names = [item.nodeid for item in session.items if isinstance(item, pytest.Function)]
    return names if {name.partition("::")[0] for name in names} >= set(files(TEXT)) else None


def test_every_number_on_the_page_is_the_number_of_cases_that_run(request):
    found = counts(TEXT, names_of(request.session))
    for row in rows(TEXT):
        assert int(row["number"].replace(",", "")) == found[row["where"]], (
            f"{row['where']}: the page says {row['number']}, {found[row['where']]} cases are collected. "
            "Run: python -m tests.security.page"
        )
    total = re.search(r"\*\*([\d,]+) cases\*\*", TEXT)
    assert int(total[1].replace(",", "")) == sum(found.values()) >= 400


def test_the_table_is_read_whole_and_each_file_is_there():
    table = [line for line in TEXT.splitlines() if line.startswith("|") and "`tests/" in line]
    assert len(table) == len(rows(TEXT)) >= 15
    assert len({row["where"] for row in rows(TEXT)}) == len(rows(TEXT))
    for row in rows(TEXT):
        assert (ROOT / row["where"].partition("[")[0]).is_file(), row["where"]


def test_every_test_of_security_and_faults_has_a_row():
    named = {row["where"].partition("[")[0] for row in rows(TEXT)}
    for folder in ("security", "faults"):
        for file in (ROOT / "tests" / folder).glob("test_*.py"):
            name = file.relative_to(ROOT).as_posix()
            assert name in named or file.name in ABOUT_PAGES, f"{name} has no row in docs/security.md"


def test_the_page_names_the_walls_and_what_is_not_promised():
    for words in ("Plans instead of SQL", "allow-list", "read-only connection", "separate process", "Not promised"):
        assert words in TEXT
