"""Two persons whose names look alike, or are the same in other letters: neither sees anything of the other."""

from __future__ import annotations

from itertools import permutations

import pytest

from assistant.boards.boards import Boards
from assistant.storage.conversations import NotFound, Store, new_id
from assistant.storage.preferences import Preferences
from assistant.storage.saved import NotSaved, SavedAnswers

NAMES = (
    "ann@example.com", "Ann@example.com", "ANN@EXAMPLE.COM", "ann@example.com ", "ann@example.com\u200b",
    "ａnn@example.com", "аnn@example.com", "ann@example.com\x00", "ren\u00e9@example.com", "rene\u0301@example.com",
    "../ann@example.com", "ann@example.com/..",
)  # fmt: skip
PAIRS = list(permutations(NAMES, 2))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """One conversation of each person, in one folder."""
    store = Store(tmp_path_factory.mktemp("names") / "conversations")
    begun = {name: new_id() for name in NAMES}
    for name, conversation in begun.items():
        store.begin(conversation, name, f"question of {NAMES.index(name)}")
    return store, begun


@pytest.mark.parametrize(("mine", "theirs"), PAIRS, ids=lambda name: str(NAMES.index(name)))
def test_the_conversation_of_a_namesake_does_not_exist(kept, mine, theirs):
    store, begun = kept
    with pytest.raises(NotFound):
        store.turns(begun[theirs], mine)
    with pytest.raises(NotFound):
        store.begin(begun[theirs], mine, "and by city")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_list_holds_the_own_conversations_alone(kept, name):
    store, begun = kept
    assert [item.id for item in store.recent(name)] == [begun[name]]


def test_every_name_has_files_of_its_own_and_all_lie_in_the_folder(tmp_path):
    for kind in (Preferences, Boards):
        paths = {kind(tmp_path, name).path.resolve() for name in NAMES}
        assert len(paths) == len(NAMES) and {path.parent for path in paths} == {tmp_path.resolve()}


@pytest.mark.parametrize(
    "identity", ["", "..", "../x", "0" * 11, "0" * 13, "G" * 12, "0" * 11 + "/", "%30" * 4, "０" * 12, "0" * 12 + "\n"]
)
def test_a_forged_link_leads_nowhere(tmp_path, identity):
    saved = SavedAnswers(tmp_path)
    with pytest.raises(NotSaved):
        saved.opened(identity, "ann")
    with pytest.raises(NotSaved):
        saved.share(identity, "ann", is_shared=True)
    saved.forget(identity, "ann")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "identity",
    ["", "..", "../../x", "a" * 7, "a" * 41, "a/b/c/d/e/f", "a" * 8 + "\n", "ａ" * 8, "a" * 8 + "\x00", "~" * 8],
)
def test_a_forged_conversation_is_none(tmp_path, identity):
    store = Store(tmp_path / "conversations")
    with pytest.raises(NotFound):
        store.begin(identity, "ann", "revenue")
    assert not (tmp_path / "conversations").exists() or list((tmp_path / "conversations").iterdir()) == []
