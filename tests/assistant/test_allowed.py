"""What an argument may be is said in the language of the question: every phrase of the tools has its Chinese."""

import ast
import re
from pathlib import Path

from assistant.texts.allowed import PHRASES, allowed

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def worded(node: ast.expr) -> str | None:
    """The text of an `allowed` with what is put in as X; None where it is a list of names alone."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in node.values)
    if isinstance(node, ast.BoolOp):
        return next((text for item in node.values if (text := worded(item))), None)
    return None


def phrases() -> list[str]:
    found = []
    for path in sorted(Path("tools").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "BadParameter":
                text = worded(node.args[2]) if len(node.args) == 3 else None
                if text and re.search(r"[a-z]{2,} [a-z]{2,}", text):
                    found.append(text)
    return sorted(set(found))


def test_every_phrase_of_the_tools_is_said_in_chinese():
    found = phrases()
    assert len(found) > 30
    assert [text for text in found if not CHINESE.search(allowed(text, "zh"))] == []
    assert [text for text in found if allowed(text, "en") != text] == []


def test_names_stay_as_they_are():
    assert allowed("web, store", "zh") == "web、store"


def test_no_phrase_is_written_twice_and_each_is_a_pattern():
    patterns = [pattern for pattern, _ in PHRASES]
    assert len(set(patterns)) == len(patterns)
    assert all(re.compile(pattern) and CHINESE.search(said) for pattern, said in PHRASES)
