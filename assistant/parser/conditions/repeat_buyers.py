"""Who came again: 复购客户, 回购过的会员, "repeat customers".

Rule: right before people the word says that they have at least two orders, else two of the only kind of rows that
carries their key; a rate of it (复购率) is a figure of its own. Beside a period nobody knows whether both orders lie in
it, so that is refused.
"""

from __future__ import annotations

from assistant.parser.conditions.one_timers import event_count
from assistant.parser.draft import Draft, refuse
from semantic_layer.nicknames import person
from semantic_layer.query import Members, MetricRef


def read_repeat_buyers(draft: Draft) -> None:
    """Turn the word into a condition on the people behind it.

    Raises
    ------
    Unreadable
        A period stands beside it.
    """
    cue = next((item for item in draft.cued("repeating") if not item.piece.meanings), None)
    people = draft.right(cue) if cue is not None else None
    if cue is None or people is None or people.taken or not people.named("entity"):
        return
    names = {m.name for m in people.named("entity")}
    who = next(iter(names)) if len(names) == 1 else None
    count = event_count(draft, who) if who is not None and who == person(draft.model) else None
    if who is None or count is None:
        return
    if any(item.piece.time is not None and item.piece.time.kind == "window" for item in draft.items):
        raise refuse("not_supported", missing=[cue.text], construction=cue.text)
    draft.members.append(Members(who, MetricRef(count), "ge", (2,)))
    cue.operate("at least twice")
