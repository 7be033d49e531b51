"""Quoted text: a value, or a part of one: "name contains 'bar'".

Rule: quoted text is a value of the column beside it, or of the only column that has it, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.parser.conditions.negations import negation_around
from assistant.parser.conditions.places import place_of_value
from assistant.parser.conditions.value_lists import one_of, take_words_between
from assistant.parser.conditions.value_owners import beside, names_of
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.labels import key_of, labels_of
from assistant.parser.text.codes import is_code
from semantic_layer.query import Compare, Operator
from semantic_layer.vocabulary import Meaning

PATTERNS: tuple[Operator, ...] = ("contains", "starts_with", "ends_with")


def read_literal(draft: Draft, item: Item) -> None:
    """Quoted text: a value of the dimension beside it, or of the only dimension that has it."""
    text = item.piece.literal or ""
    cue = next((o for o in (draft.left(item), draft.right(item)) if o and not o.taken and o.has(*PATTERNS)), None)
    pattern = next((name for name in PATTERNS if cue is not None and cue.has(name)), None)
    places = (cue, item) if pattern and cue else (item,)
    owner = next((other for place in places for other in beside(draft, place) if names_of(other)), None)
    if pattern is None and (column := _holding(draft, item)) is not None:
        name = draft.choose(column, "ambiguous_dimension", [m.name for m in column.named("dimension")])
        item.take(f"value:{name}={text}", "value")
        column.take(f"field:{name}", "dimension")
        draft.filters.append(Compare(name, "contains", (text,)))
        return
    if owner is None and pattern and cue and (named := _name_meant(draft, cue)):
        cue.operate(pattern)
        item.take(f"value:{named}={text}", "value")
        draft.filters.append(Compare(named, pattern, (text,)))
        return
    if owner and pattern and cue:
        name = draft.choose(owner, "ambiguous_dimension", [m.name for m in names_of(owner)])
        negated = negation_around(draft, cue, item)
        cue.operate(pattern)
        item.take(f"value:{name}={text}", "value")
        owner.take(f"field:{name}", "dimension")
        draft.filters.append(Compare(name, "not_contains" if negated and pattern == "contains" else pattern, (text,)))
        if negated and pattern != "contains":
            raise refuse("not_supported", construction=cue.text)
        return
    meanings = _literal_meanings(draft, text, owner)
    if not meanings and not owner and is_code(text.lower()):
        raise refuse("unknown_word", missing=[text], word=text)
    if not meanings and not owner:
        raise refuse("unknown_value", value=text, reason="anywhere")
    if not meanings:
        raise refuse("unknown_value", value=text, dimension=names_of(owner)[0].name if owner else "")
    name = place_of_value(draft, item, meanings)
    value = next(m.value for m in meanings if m.name == name)
    negated = negation_around(draft, owner if owner and owner.index < item.index else item, item, item)
    item.take(f"value:{name}={value}", "value")
    if owner:
        take_words_between(owner, item, draft)
        owner.take(f"field:{name}", "dimension")
    draft.filters.append(one_of(name, [value], negated))


def _holding(draft: Draft, item: Item) -> Item | None:
    """ "With 'M5' in its VIN number": the column that holds the text, where no other value of it follows."""
    between: list[Item] = []
    for other in draft.items[item.index + 1 :]:
        if other.named("dimension") and not other.taken:
            after = draft.right(other)
            named = after is not None and after.named("value")
            said = any(word.text.split()[0] == "in" for word in between)
            return other if said and not named and not (after is not None and after.piece.literal) else None
        if other.piece.meanings or not other.has("filler"):
            return None
        between.append(other)
    return None


def _name_meant(draft: Draft, cue: Item) -> str | None:
    """ "Whose name contains", 名称包含: the name of the only thing that is asked about."""
    things = {m.name for item in draft.items for m in item.named("entity")}
    entity = draft.listing.entity if draft.listing else things.pop() if len(things) == 1 else None
    if entity is None or not ("name" in cue.text or "名" in cue.text):
        return None
    labels = labels_of(draft.model, entity)
    return labels[0] if len(labels) == 1 else None


def _literal_meanings(draft: Draft, text: str, owner: Item | None) -> Sequence[Meaning]:
    if owner:
        key = _own_key(draft, owner)
        names = [key] if key else [m.name for m in names_of(owner)]
        found = (draft.vocabulary.value_of(name, text) for name in names)
        return [meaning for meaning in found if meaning]
    return [m for m in draft.vocabulary.meanings(text) if m.kind == "value"]


def _own_key(draft: Draft, owner: Item) -> str | None:
    """ "The business with ID ...": the key of the thing that is named before, not some column called "id"."""
    before = draft.left(owner, skip=lambda other: other.has("filler", "possessing") and not other.named("entity"))
    if owner.text.strip() not in ("id", "ids", "identifier", "编号"):
        return None
    if before is None or len(before.named("entity")) != 1:
        return None
    return key_of(draft.model, before.named("entity")[0].name)
