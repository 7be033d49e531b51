"""Model files as an attack: each is refused by file and line, quickly, and makes nothing but texts of what it says."""

import time

import pytest

from semantic_layer.errors import ModelError
from semantic_layer.loader import load_texts
from semantic_layer.strict_yaml import Items, Keys, Scalar, parse, plain_value

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED = {
    # aliases and anchors
    "an anchor": "a: &x 1\n",
    "an alias": "a: 1\nb: *a\n",
    "an anchor on a mapping": "a: &x {b: 1}\nc: 2\n",
    "a merge key": "a: &x {b: 1}\nc:\n  <<: *x\n",
    "a merge of a list": "c:\n  <<: [*a, *b]\n",
    "a billion laughs": LAUGHS,
    "an anchor in a key": "&k key: 1\n",
    "an alias as a key": "a: 1\n*a : 2\n",
    "an anchor that holds itself": "&a [*a]\n",
    "an anchor on nothing": "a: &x\n",
    # tags
    "a python object": "a: !!python/object:os.system {}\n",
    "a python call": "a: !!python/object/apply:os.system ['id']\n",
    "a python name": "a: !!python/name:os.system\n",
    "a python module": "a: !!python/module:os\n",
    "a python tuple": "a: !!python/tuple [1, 2]\n",
    "a new python object": "a: !!python/object/new:type [x, [], {}]\n",
    "a local tag": "a: !secret x\n",
    "an environment tag": "a: !ENV ${HOME}\n",
    "an include": "a: !include /etc/passwd\n",
    "a url include": "a: !include http://192.0.2.1/x\n",
    "a binary": "a: !!binary aGVsbG8=\n",
    "an integer tag": "a: !!int '3'\n",
    "a set": "a: !!set {x, y}\n",
    "an ordered map": "a: !!omap [x: 1]\n",
    "a timestamp": "a: !!timestamp 2026-01-01\n",
    "a tag with a handle": "%TAG !e! tag:example.org,2026:\n---\na: !e!x 1\n",
    "a verbatim tag": "a: !<tag:yaml.org,2002:python/name:os.system> x\n",
    "a tag on a key": "!!str a: 1\n",
    "a tag on a mapping": "a: !!map {b: 1}\n",
    # keys
    "a key twice": "a: 1\na: 2\n",
    "a key twice, deep": "a:\n  b:\n    c: 1\n    c: 2\n",
    "a key twice in one line": "{a: 1, a: 2}\n",
    "a key twice, once quoted": "a: 1\n'a': 2\n",
    "a key twice in another escape": 'a: 1\n"\\x61": 2\n',
    "a list as a key": "? [a, b]\n: 1\n",
    "a mapping as a key": "? {a: 1}\n: 1\n",
    # documents
    "a second document": "a: 1\n---\nb: 2\n",
    "a third, empty document": "a: 1\n---\n---\n",
    "a document after the end": "a: 1\n...\nb: 2\n",
    "a directive": "%YAML 9.9\n---\na: 1\n",
    # size and depth
    "too deep a list": "a: " + "[" * 40 + "]" * 40 + "\n",
    "too deep a mapping": "".join("  " * level + f"k{level}:\n" for level in range(40)),
    "a hundred thousand brackets": "a: " + "[" * 100_000,
    "a hundred thousand braces": "a: " + "{a: " * 100_000,
    "too large": "# " + "x" * 1_000_001,
    "too large in bytes": "a: " + "状" * 400_000,
    "a million keys": "".join(f"k{n}: 1\n" for n in range(120_000)),
    # broken texts
    "a tab": "a:\n\tb: 1\n",
    "an open quote": "a: 'x\n",
    "an open bracket": "a: [1, 2\n",
    "a stray colon": "a: b: c\n",
    "a wrong indent": "a:\n    b: 1\n  c: 2\n",
    "a null byte": "a: x\x00y\n",
    "a bell": "a: x\x07y\n",
    "an escape sequence": "a: \x1b[31mred\n",
    "a lone surrogate": "a: \ud800\n",
    "an unknown escape": 'a: "\\q"\n',
    "a percent": "%\n",
    "an at sign": "a: @x\n",
    "a backtick": "a: `id`\n",
    "a bad unicode escape": 'a: "\\ud83d"\n',
    "a template of another tool": "a: {{ env.HOME }}\n",
}  # fmt: skip
# Read as the text that was written, where ordinary loaders make something else of it.
TEXTS = {
    "NO": "NO", "Off": "Off", "yes": "yes", "1.10": 1.1, "010": "010", "0x1F": "0x1F", "0o17": "0o17", "1_000": "1_000",
    "12:30:45": "12:30:45", "2026-01-01": "2026-01-01", "~": "~", "Null": "Null", ".inf": ".inf", ".nan": ".nan",
    "1e3": "1e3", "+1": "+1", "TRUE": "TRUE", "=": "=", "'true'": "true", "'3'": "3", "1e400": "1e400",
    "${HOME}": "${HOME}", "$(id)": "$(id)", "'{{ 7*7 }}'": "{{ 7*7 }}", "'<script>'": "<script>", "9" * 60: "9" * 60,
    "os.system": "os.system", "'!!python/name:os.system'": "!!python/name:os.system", "__import__('os')":
    "__import__('os')", "１２": "１２", "true": True, "null": None, "-5": -5,
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_by_name_and_line(name):
    started = time.process_time()
    _, mistakes = parse(REFUSED[name], "model.yaml")

    assert mistakes or name == "a million keys", name
    for mistake in mistakes:
        assert mistake.file == "model.yaml"
        assert mistake.line >= 1
        assert len(str(mistake)) < 500
    with pytest.raises(ModelError) as caught:
        load_texts({"model.yaml": REFUSED[name]})
    assert "Traceback" not in str(caught.value)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("written", TEXTS)
def test_a_scalar_is_the_text_that_was_written(written):
    root, mistakes = parse(f"a: {written}", "m.yaml")
    assert not mistakes
    value = plain_value(root.nodes["a"])
    assert value == TEXTS[written]
    assert type(value) is type(TEXTS[written])


def test_a_tree_holds_three_kinds_of_nodes_and_no_object():
    root, _ = parse("a: [1, {b: c}, 'x']\nd:\n  - e\n  - f: g\n", "m.yaml")
    waiting = [root]
    while waiting:
        node = waiting.pop()
        assert type(node) in (Scalar, Items, Keys)
        if isinstance(node, Items):
            waiting.extend(node.nodes)
        elif isinstance(node, Keys):
            assert all(type(key) is str for key in node.nodes)
            waiting.extend(node.nodes.values())
        else:
            assert type(node.text) is str


def test_all_mistakes_are_told_at_once():
    _, mistakes = parse("a: &x 1\nb: !!int 2\na: 3\nc: *x\n", "m.yaml")
    assert [mistake.line for mistake in mistakes] == [1, 2, 3, 4]


HOSTILE_MODELS = {
    "SQL in an expression": ("expr: amount", "expr: \"(SELECT max(phone) FROM customers)\""),
    "a file in an expression": ("expr: amount", "expr: \"read_text('/etc/passwd')\""),
    "a statement in an expression": ("expr: amount", "expr: \"amount; DROP TABLE sales\""),
    "an unclosed text in an expression": ("expr: amount", "expr: \"amount + 'x\""),
    "a macro in an expression": ("expr: amount", "expr: \"getenv('HOME')\""),
    "a lambda in an expression": ("expr: amount", "expr: \"list_transform([1], x -> x)\""),
    "a star in an expression": ("expr: amount", "expr: \"count(*)\""),
    "a window in an expression": ("expr: amount", "expr: \"sum(amount) over ()\""),
    "a file as a source": ("source: main.sales", "source: \"'/etc/passwd'\""),
    "a function as a source": ("source: main.sales", "source: \"read_csv('/etc/passwd')\""),
    "a statement as a source": ("source: main.sales", "source: \"DROP TABLE sales\""),
    "two statements as a source": ("source: main.sales", "source: \"SELECT 1; DROP TABLE sales\""),
    "a file in a SELECT as a source": ("source: main.sales", "source: \"SELECT * FROM '/etc/passwd'\""),
    "a function in a SELECT as a source": ("source: main.sales", "source: \"SELECT * FROM read_text('/etc/passwd')\""),
    "a COPY as a source": ("source: main.sales", "source: \"COPY sales TO 'x'\""),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_MODELS)
def test_a_model_cannot_bring_sql_of_its_own_into_a_query(tmp_path, name):
    """What the loader lets through is still stopped by the locked connection; here nothing hostile gets that far."""
    from assistant.answer import answer
    from assistant.question import Question
    from assistant.workspace import open_workspace
    from semantic_layer.engines.errors import EngineError
    from tests.assistant import tiny

    old, new = HOSTILE_MODELS[name]
    assert old in tiny.MODEL
    folder = tiny.build(tmp_path / "shop", model=tiny.MODEL.replace(old, new))
    try:
        found = answer(Question.of("revenue by region"), open_workspace(folder))
    except (ModelError, EngineError) as error:
        assert "root:" not in str(error)
        return
    assert found.status == "refused", found.headline
    assert "root:" not in str(found.to_json())
