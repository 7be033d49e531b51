"""Things that point to others of their kind: "employees and their managers", "who reports to Ann", 王芳的下属.

Rule: the role by which a row points to another row of the same table ("manager") stands for that other row's label;
"reports to X", "managed by X" and the word for those below are read by the same role. A value right behind such words
is the other row's, never the row's own. A word that names anything else of the model stays what it is.
"""

# ruff: noqa: E501  (tables: one pattern a line)

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.text.pieces import Piece
from semantic_layer.meanings import Meaning
from semantic_layer.model import SemanticModel
from semantic_layer.per_model import per_model
from semantic_layer.query import Compare
from semantic_layer.vocabulary import Vocabulary
from semantic_layer.wordforms import plural

_PEOPLE_ABOVE = (
    "manager", "supervisor", "boss", "lead", "leader", "superior", "team lead", "team leader", "group lead", "line manager",
    "shift lead", "head", "foreman", "principal", "上级", "上司", "主管", "经理", "组长", "班长",
)  # fmt: skip
_ABOVE_ZH = ("直属上级", "直接上级", "上级", "上司", "主管", "经理", "领导")
_UPWARD = re.compile(
    r"\b(?P<up>(?:(?P<who>who)|that|which)? ?(?:reports?|reporting|reported) (?:directly )?to|(?:who are |that are )?(?:managed|"
    r"supervised|led) by|works? under)\b"
    r"|(?P<toward>(?:(?P<who_zh>谁)|)向)(?=(?:[^，。？的]{1,20}?)(?P<report>汇报))|(?P<by>由)(?=[^，。？的]{1,20}?(?P<managed>管理|领导))"
)
_BELOW = re.compile(r"\b(?:direct )?(?:reports|subordinates)\b(?! to\b)|(?:直接|直属)?(?:下属|下级)(?:人数|数量|数)?")
_AND_THEIR = re.compile(r"(?:and|和|及其|以及) ?(?:their|他们的|其|各自的) ?$")
_OTHER = r"(?:their |its |his |her |the )?"


@dataclass(frozen=True)
class Ladder:
    """A relation of a table with itself: the label above by its role, the own label, what counts rows, the words."""

    above: str
    own: str
    count: str | None
    words: tuple[str, ...]
    is_people: bool


@per_model
def ladders(model: SemanticModel) -> tuple[Ladder, ...]:
    """Return the relations of tables with themselves."""
    return tuple(_ladders(model))


def _ladders(model: SemanticModel) -> Iterator[Ladder]:
    for dataset in model.datasets:
        own = dataset.primary
        for key in dataset.entities:
            if own is None or key.name != own.name or key.role is None or key.type != "foreign":
                continue
            entity = model.entity(own.name)
            label = (entity.label_dimension or "").rpartition(".")[2]
            dimension = next((d for d in dataset.dimensions if d.name == label), None)
            if dimension is None:
                dimension = next((d for d in dataset.dimensions if (d.column,) == own.columns), None)
            if dimension is None or dimension.personal:
                continue
            role = key.role.replace("_", " ")
            people = role in _PEOPLE_ABOVE
            words = (role, plural(role), *(_ABOVE_ZH if people else ()))
            yield Ladder(f"{key.role}.{dimension.name}", dimension.qualified, entity.default_count, words, people)


def reporting_pieces(text: str, vocabulary: Vocabulary) -> Iterator[Piece]:
    """Return the words of a normal text that go up or down such a relation."""
    known = ladders(vocabulary.model)
    for ladder in known:
        above = (Meaning("dimension", ladder.above),)
        for word in ladder.words:
            if word in vocabulary.phrases:
                continue
            for match in re.finditer(rf"(?<![a-z0-9]){_OTHER}{re.escape(word)}(?![a-z0-9])", text):
                yield Piece(*match.span(), meanings=above)
                if shown := _AND_THEIR.search(text, 0, match.end() - len(word)):
                    yield Piece(*shown.span(), cues=frozenset({"list"}))
                    yield Piece(match.end() - len(word), match.end(), meanings=above)
    people = [ladder for ladder in known if ladder.is_people]
    if len(people) != 1:  # above whom is not said
        return
    ladder = people[0]
    above = (Meaning("dimension", ladder.above),)
    for match in _UPWARD.finditer(text):
        rows = Meaning("entity", ladder.own.partition(".")[0])
        if match["who_zh"] or (match["who"] and match.start() == 0):  # "who" asks for the rows themselves
            yield Piece(*match.span(), cues=frozenset({"which", "list"}), meanings=(rows, *above))
        else:
            yield Piece(*match.span(), meanings=above)
        for name in ("report", "managed"):
            if match.span(name)[0] >= 0:
                yield Piece(*match.span(name), cues=frozenset({"filler"}))
    for match in _BELOW.finditer(text):
        if match[0] not in vocabulary.phrases:
            yield Piece(*match.span(), cues=frozenset({"below"}), meanings=tuple(_rows(ladder, match[0])))


def _rows(ladder: Ladder, said: str) -> Iterator[Meaning]:
    """Those below are rows of the same table; 下属人数 is their number."""
    if said.endswith("数") or said.endswith("数量"):
        if ladder.count:
            yield Meaning("metric", ladder.count)
    else:
        yield Meaning("entity", ladder.own.partition(".")[0])


def read_reporting(draft: Draft) -> None:
    """Give the value beside such words to the row above, and leave out rows that point nowhere."""
    _refuse_unknown_reports(draft)
    for ladder in ladders(draft.model):
        for item in draft.items:
            if item.taken:
                continue
            below = item.has("below") and ladder.is_people
            if below or any(m.name == ladder.above for m in item.named("dimension")):
                value = _owner(draft, item, ladder) if below else _value_beside(draft, item, ladder)
                if value is not None:
                    meanings = tuple(
                        replace(m, name=ladder.above) for m in value.named("value") if m.name == ladder.own
                    )
                    value.piece = replace(value.piece, meanings=meanings)
                    if item.has("which"):
                        item.piece = replace(item.piece, meanings=item.named("entity"))
                    elif not below and item.text not in ladder.words:
                        item.take(f"field:{ladder.above}", "dimension")
                elif below:
                    _leave_out_tops(draft, ladder)
                else:
                    _refuse_figures_above(draft, item, ladder)


def _refuse_unknown_reports(draft: Draft) -> None:
    """ "Who reports to Ann" where nobody is known to be above anybody: Ann herself is no answer."""
    asked = _UPWARD.search(draft.text)
    if asked is None or (asked["toward"] is None and "report" not in asked[0]):
        return
    if any(ladder.is_people for ladder in ladders(draft.model)):
        return
    behind = next((i for i in draft.items if i.piece.start >= asked.end() and not i.has("filler")), None)
    if behind is not None and behind.named("value") and not behind.taken:
        raise refuse("not_supported", missing=[asked[0].strip()], construction=asked[0].strip())


def _owner(draft: Draft, item: Item, ladder: Ladder) -> Item | None:
    """ "Ann's direct reports", Ann的下属, "direct reports of Ann"."""
    for value in (draft.left(item), draft.right(item)):
        if value is not None and not value.taken and any(m.name == ladder.own for m in value.named("value")):
            return value
    return None


def _refuse_figures_above(draft: Draft, item: Item, ladder: Ladder) -> None:
    """ "The salary of Dan's manager" is a figure of the row above, which a condition on Dan does not give."""
    value = draft.left(item)
    if value is None or not any(m.name == ladder.own for m in value.named("value")):
        return
    if any(other.named("metric") for other in draft.free() if other is not item):
        raise refuse("not_supported", missing=[item.text], construction=item.text)


def _value_beside(draft: Draft, item: Item, ladder: Ladder) -> Item | None:
    """ "Reports to Ann", "manager is Ann": the value right behind; "Dan's manager" is about Dan himself."""
    value = draft.right(item, skip=lambda other: other.is_between_value_and_name)
    if value is None or value.taken or not any(m.name == ladder.own for m in value.named("value")):
        return None
    of = [other.text for other in draft.between(item, value)]
    return None if "of" in of or "for" in of else value


def _leave_out_tops(draft: Draft, ladder: Ladder) -> None:
    known = Compare(ladder.above, "not_null")
    if known not in draft.filters:
        draft.filters.append(known)
