"""Who may bring in data, and where files may land, whatever they are called."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from assistant.onboarding.drafts import NoDraft, open_draft
from assistant.onboarding.keeping import folder_for
from assistant.onboarding.rights import may_add_data
from assistant.workspace import open_workspace
from semantic_layer.model import Mask, Policy
from semantic_layer.query import Who
from tests.assistant import tiny
from tests.ui.pages import open_page, texts
from ui.opened import reopen

LIMITS = {
    "rows": Policy(name="own", dataset="sales", rows="region = 'E'", applies_to=("clerk",)),
    "hidden": Policy(name="own", dataset="sales", hide=("revenue",), applies_to=("clerk",)),
    "masked": Policy(name="own", dataset="sales", mask=(Mask("region", "null"),), applies_to=("clerk",)),
    "groups": Policy(name="own", dataset="sales", min_group_entity="order", applies_to=("clerk",)),
}
FOR_ALL = "\npolicies:\n  - {name: own, dataset: sales, rows: \"region = 'E'\"}\n"
NAMES = [
    "../../escaped.csv", "..\\..\\escaped.csv", "/tmp/escaped.csv", "C:\\escaped.csv", "a/b/c.csv", "..", ".", "...",
    "x\x00y.csv", "\u202evsc.exe", "CON.csv", "~/.ssh/config", "data/../../../x.csv", "\n.csv", "é" * 300 + ".csv",
]  # fmt: skip


@pytest.mark.parametrize("limit", LIMITS)
def test_who_sees_a_part_brings_in_no_data(tmp_path, limit):
    context = open_workspace(tiny.build(tmp_path))
    tools = replace(context.tools, model=replace(context.model, policies=(LIMITS[limit],)))
    for roles, may in ((("clerk",), False), (("owner",), True)):
        who = replace(tools, who=Who("ann", roles))
        assert may_add_data(replace(context, tools=who)) == may


@pytest.mark.parametrize(("language", "said"), [("en", "who looks after the data"), ("zh", "数据负责人")])
@pytest.mark.parametrize("is_limited", [True, False])
def test_the_page_of_data_takes_no_file_of_theirs(tmp_path, monkeypatch, demo_home, language, said, is_limited):
    made = tiny.build(tmp_path, model=tiny.MODEL + (FOR_ALL if is_limited else ""))
    monkeypatch.setenv("WENSHU_MODEL", str(made))
    reopen()
    try:
        page = open_page("data", language)
        assert bool(page.get("file_uploader")) != is_limited
        assert (said in texts(page)) == is_limited
    finally:
        monkeypatch.delenv("WENSHU_MODEL")
        reopen()


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_an_uploaded_file_lands_in_its_own_folder_or_nowhere(tmp_path, name):
    draft = open_draft(tmp_path / "home", "0123456789ab")
    with suppress(OSError, ValueError):  # which the system may refuse
        draft.put({name: b"a,b\n1,2\n"})
    inside = draft.folder / "in"
    assert all(path.parent == inside or path.is_dir() for path in tmp_path.rglob("*"))


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_data_set_has_a_folder_of_its_own_whatever_it_is_called(tmp_path, name):
    found = folder_for(tmp_path, name)
    assert found.resolve().parent.is_relative_to(tmp_path.resolve()) and found.resolve() != tmp_path.resolve()


@pytest.mark.parametrize("identity", ["", "..", "../x", "a" * 65, "/etc", "x/y", "%2e%2e", "\x00"])
def test_a_draft_is_found_by_an_id_of_ours_only(tmp_path, identity):
    with pytest.raises(NoDraft):
        open_draft(tmp_path, identity)
