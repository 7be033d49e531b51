"""What a visit remembers between two runs of the script.

Rule: ids, the question to run next and the words for the input, nothing else; a refresh finds the rest in the address
and on disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import streamlit as st

from assistant.answer_parts import Choice
from assistant.question import NotMeant
from assistant.storage.conversations import new_id

LINKED = "a"  # the answer that a link names
PageName = Literal["ask", "metrics", "segments", "board", "data", "audit", "settings"]
PAGES: Sequence[PageName] = ("ask", "metrics", "segments", "board", "data", "audit", "settings")


class Asked(NamedTuple):
    """A question to run: typed, a choice with the plan it runs, or one to read again without some corrections."""

    text: str
    choice: Choice | None = None
    not_meant: tuple[NotMeant, ...] = ()


def conversation() -> str:
    """The conversation of this visit: the one in the address, else the one of before, else a new one."""
    found = st.query_params.get("c") or st.session_state.get("c") or new_id()
    st.session_state["c"] = found
    return str(found)


@dataclass
class Visit:
    """What is asked and not yet begun, the turn that is waited for with what asked it, until it was drawn, and clicks.

    Streamlit may end a run of the script wherever its own state is read or written. What stands here is changed in one
    step, so that no question is lost or begun twice between two of them.
    """

    next: Asked | None = None
    turn: str = ""
    asked: Asked | None = None
    clicks: set[str] = field(default_factory=set)  # on buttons that the page has not come to yet

    def take_click(self, key: str) -> bool:
        """Whether the button was clicked and nothing was done about it yet."""
        found = key in self.clicks
        self.clicks.discard(key)
        return found

    def wait_for(self, turn: str, asked: Asked) -> None:
        """Wait for the answer of a turn: what asked it is not to be asked again."""
        self.next, self.turn, self.asked = None, turn, asked

    def waits_for(self, turn: str) -> bool:
        return bool(turn) and self.turn == turn

    def was_asked(self, turn: str, again: Asked) -> bool:
        """Whether a turn that is waited for was asked by the same words or choice."""
        return self.waits_for(turn) and self.asked is not None and _told(self.asked) == _told(again)

    def all_drawn(self) -> None:
        """The page shows all that was asked."""
        self.turn, self.asked = "", None


def _told(asked: Asked) -> tuple[object, ...]:
    return asked.text, asked.choice.calls if asked.choice else None, asked.not_meant


def visit() -> Visit:
    """Of this visit."""
    if "visit" not in st.session_state:
        st.session_state["visit"] = Visit()
    found: Visit = st.session_state["visit"]
    return found


def ask(text: str, choice: Choice | None = None, not_meant: tuple[NotMeant, ...] = ()) -> None:
    """Run a question next, on the page that shows answers."""
    forget_inserted()
    go("ask")
    visit().next = Asked(text, choice, not_meant)


def insert(pieces: tuple[tuple[str, str], ...], text: str) -> None:
    """Have `text`, which is made of `pieces`, in the input with the next run."""
    st.session_state["inserted"] = pieces
    st.session_state["input"] = text


def inserted() -> tuple[tuple[str, str], ...]:
    """What was put into the input since the last question."""
    found: tuple[tuple[str, str], ...] = st.session_state.get("inserted", ())
    return found


def forget_inserted() -> None:
    """The next question is begun anew."""
    st.session_state.pop("inserted", None)


def fill_input(key: str) -> None:
    """Give the input called `key` the text that waits for it, if any; called before the input is drawn."""
    if "input" in st.session_state:
        st.session_state[key] = st.session_state.pop("input")


def open_conversation(identity: str) -> None:
    leave_linked()
    st.session_state["c"] = identity
    if "c" in st.query_params:
        st.query_params["c"] = identity
    go("ask")


def leave_linked() -> None:
    """Leave the answer that the address names."""
    st.query_params.pop(LINKED, None)


def go(page: PageName) -> None:
    """Show another page with the next run."""
    st.session_state["go"] = page


def wanted_page() -> PageName | None:
    found: PageName | None = st.session_state.pop("go", None)
    return found


def from_address(name: str, offered: Sequence[str]) -> str:
    """The code that the address has for a filter, where it is one of those offered; else the first of them.

    Codes and never labels stand in an address, so that a link means the same in both languages.
    """
    found = st.query_params.get(name)
    return found if found is not None and found in offered else offered[0]


def to_address(name: str, code: str, default: str = "") -> None:
    """Put a filter into the address; nothing where it is as it would be anyway."""
    if code != default:
        st.query_params[name] = code
    else:
        st.query_params.pop(name, None)
