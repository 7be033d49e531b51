"""A page stays open while its owner writes a policy, or takes a role away: what is clicked on it then is of then.

A fragment and a drawer run alone with what the page was drawn with, and a file is made when it is taken. The whole page
knows the rights of the moment; these must ask for them.
"""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant.answer import answer
from assistant.exports.files import hand_out, offered
from assistant.live import Live
from assistant.onboarding.keeping import is_kept
from assistant.onboarding.rights import may_replace
from assistant.question import Question
from assistant.records.audit_view import Asked
from assistant.signing_in import SignIn
from assistant.workspace import open_workspace
from semantic_layer.errors import ModelError
from semantic_layer.query import Who
from tests.security.rights_world import ANN, DAY, POLICIES, build, decide
from ui import moment, person
from ui.moment import PageIsOlder, as_drawn, drawn_for, when_taken
from ui.views import audit as audit_page

UI = Path(__file__).parents[2] / "ui"


class DrawnAnew(Exception):
    """The whole page begins again."""


@pytest.fixture
def town(tmp_path):
    return build(tmp_path / "town")


@pytest.fixture
def visit(town, monkeypatch):
    """A visit of Ann, and the server that goes on: `claims` are what the sign-in says of her."""

    def rerun():
        raise DrawnAnew

    made = SimpleNamespace(claims={}, live=Live(town, lambda: open_workspace(town, as_of=DAY, who=ANN)))
    page = SimpleNamespace(session_state={}, rerun=rerun, user=SimpleNamespace(to_dict=lambda: made.claims))
    monkeypatch.setattr(moment, "st", page)
    monkeypatch.setattr(person, "st", page)
    monkeypatch.setattr(moment, "workspace", made.live.now)
    monkeypatch.setattr(moment, "live", lambda: made.live)
    monkeypatch.setenv("WENSHU_HOME", str(town.parent / "home"))
    return made


def decided(found):
    """The functions of the pages that run alone, by file."""
    for path in sorted(UI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if found(node):
                yield f"{path.name}:{node.lineno}", node


def _runs_alone(node):
    named = [ast.unparse(item).partition("(")[0] for item in getattr(node, "decorator_list", ())]
    return "st.fragment" in named or "st.dialog" in named


def _offers_a_file(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith("download_button")


def test_every_part_that_runs_alone_asks_first_for_whom_it_runs():
    parts = list(decided(_runs_alone))
    assert len(parts) >= 6
    for place, node in parts:
        steps = [step for step in node.body if not isinstance(step, ast.ImportFrom)]
        if isinstance(steps[0], ast.Expr) and isinstance(steps[0].value, ast.Constant):
            steps = steps[1:]
        assert ast.unparse(steps[0]) == "as_drawn()", place


def test_every_file_is_made_under_the_rights_of_who_takes_it():
    offers = list(decided(_offers_a_file))
    assert len(offers) >= 4
    for place, node in offers:
        data = next(item.value for item in node.keywords if item.arg == "data")
        assert ast.unparse(data).startswith("when_taken("), place


@pytest.mark.parametrize("policy", POLICIES)
def test_a_part_gives_way_to_the_whole_page_once_a_policy_holds(visit, town, policy):
    drawn_for(visit.live.now())
    as_drawn()
    decide(town, policy)
    with pytest.raises(DrawnAnew):
        as_drawn()


@pytest.mark.parametrize("policy", POLICIES)
def test_no_file_is_made_of_figures_from_before_a_policy(visit, town, policy):
    context = visit.live.now()
    found = answer(Question.of("revenue by city", who=ANN), context)
    taken = when_taken(lambda now: hand_out(offered(found, now)[0], found, now), context, "text/csv", "a.csv")
    assert b"Canaryville" in taken()
    decide(town, policy)
    with pytest.raises(PageIsOlder):
        taken()


SIGN_IN = """
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "a"
client_secret = "b"
server_metadata_url = "http://localhost:1/x"
[person]
roles = "groups"
hours = 1
"""


@pytest.mark.parametrize(
    ("change", "seen"),
    [({"groups": ["auditor"]}, DrawnAnew), ({"iat": 1.0}, DrawnAnew), ({"is_logged_in": False}, DrawnAnew),
     ({"email": "bo@example.com"}, DrawnAnew), ({}, None)],
)  # fmt: skip
def test_a_part_gives_way_once_somebody_else_looks_or_nobody(visit, monkeypatch, change, seen):
    monkeypatch.setattr(person.time, "time", lambda: 1_000_000.0)
    (visit.live.folder.parent / "home").mkdir()
    (visit.live.folder.parent / "home" / "sign-in.toml").write_text(SIGN_IN)
    claims = {"is_logged_in": True, "email": "ann@example.com", "email_verified": True, "iat": 999_999.0,
              "groups": ["staff"]}  # fmt: skip
    visit.claims = claims
    context = person.for_this_person(visit.live.now())
    drawn_for(context)
    taken = when_taken(lambda now: now.tools.who.name.encode(), context, "text/plain", "a.txt")
    visit.claims = {**claims, **change}
    if seen is None:
        as_drawn()
    else:
        with pytest.raises(seen):
            as_drawn()
    assert taken() == b"ann@example.com"  # for whom the page was drawn, as long as their sign-in counts
    monkeypatch.setattr(person.time, "time", lambda: 1_010_000.0)
    with pytest.raises(person.SignedOut):
        taken()


def test_who_is_no_auditor_any_more_takes_nobody_elses_questions(monkeypatch, town):
    context = open_workspace(town, as_of=DAY, who=Who("ann", ("staff",)))
    rows = tuple(_asked(name) for name in ("ann", "bo"))
    may = {"auditor_roles": ("staff",)}
    monkeypatch.setattr(person, "sign_in_of", lambda home: SignIn("http://x", roles="groups", **may))
    assert b"by bo" in audit_page._handed_out(rows, ("a",) * 11, context)
    may["auditor_roles"] = ()
    told = audit_page._handed_out(rows, ("a",) * 11, context)
    assert b"by bo" not in told and b"by ann" in told


@pytest.mark.parametrize("name", ["policies.yaml", "policies.yml", "policies.YAML", "later.Yml"])
def test_a_policy_holds_from_the_next_question_on_whatever_its_file_is_called(town, name):
    live = Live(town, lambda: open_workspace(town, as_of=DAY, who=ANN))
    assert not live.now().model.policies
    decide(town, "hidden column")
    (town / "policies.yaml").rename(town / name)
    assert live.now().model.policies


@pytest.mark.parametrize("name", ["model.yml", "model.YML"])
def test_a_data_set_of_any_file_name_is_replaced_by_nobody_who_sees_a_part(town, name):
    (town / "model.yaml").rename(town / name)
    decide(town, "rows")
    (town / "policies.yaml").rename(town / "policies.yml")
    assert is_kept(town) and not may_replace(town, ANN)
    assert may_replace(town, Who("boss", ("owner",)))


def test_a_file_of_the_model_that_cannot_be_read_is_told_until_it_can(town, monkeypatch):
    live = Live(town, lambda: open_workspace(town, as_of=DAY, who=ANN))
    before = live.now()
    decide(town, "rows")
    read = Path.read_text

    def refused(path, *arguments, **named):
        if path.name == "policies.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_text", refused)
        for _ in range(2):
            assert live.now() is before
            assert isinstance(live.trouble, ModelError) and "policies.yaml" in str(live.trouble)
            assert str(town) not in str(live.trouble)
    (town / "policies.yaml").touch()
    assert live.now().model.policies and live.trouble is None


def test_what_could_not_even_be_looked_at_is_looked_at_again(town):
    """A disk that fails once does not leave the rights of before in use."""
    fails = []

    def opened():
        if fails:
            raise OSError(fails.pop())
        return open_workspace(town, as_of=DAY, who=ANN)

    live = Live(town, opened)
    assert not live.now().model.policies
    decide(town, "rows")
    fails.append("the disk is away")
    with pytest.raises(OSError, match="away"):
        live.now()
    assert live.now().model.policies


def _asked(name):
    from datetime import UTC, datetime

    return Asked(f"id{name}", datetime(2026, 1, 1, tzinfo=UTC), name, f"by {name}", "en", "answered", "parser")
