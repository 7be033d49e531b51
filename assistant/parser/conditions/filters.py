"""Conditions of rows on named values, missing values and quoted text.

Rule: a value filters its own dimension; neighbours of one list make one condition; a negation governs the value or
list next to it.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlglot
from sqlglot import exp

from assistant.parser.conditions.places import place_of_value
from assistant.parser.conditions.sets import denied, lacked_entity, possessed_entity
from assistant.parser.draft import Draft, Item, refuse
from assistant.parser.rows.labels import key_of, labels_of
from assistant.parser.text.values import typed
from semantic_layer.model import Dimension, Scalar
from semantic_layer.nicknames import called
from semantic_layer.query import Compare, Operator, Predicate
from semantic_layer.vocabulary import Meaning
from semantic_layer.wordforms import has_han

PATTERNS: tuple[Operator, ...] = ("contains", "starts_with", "ends_with")
NEGATIONS = ("not", "except")
_NUMBER_OPS: dict[type[object], Operator] = {
    exp.GT: "gt", exp.GTE: "ge", exp.LT: "lt", exp.LTE: "le", exp.EQ: "eq", exp.NEQ: "ne",
}  # fmt: skip


def read_filters(draft: Draft) -> None:
    """Turn every named value, missing value, quoted text and adjective into a predicate."""
    index = 0
    while index < len(draft.items):
        item = draft.items[index]
        if not item.taken and _says_of_its_own(draft, item):
            _read_adjective(draft, item)
        elif not item.taken and item.named("value") and _stands_for_value(draft, item):
            _read_list(draft, item)
        elif not item.taken and item.piece.literal is not None:
            _read_literal(draft, item)
        elif not item.taken and item.has("lacking") and (owner := _lacked(draft, item)):
            _read_lacking(draft, item, owner)
        elif not item.taken and item.has("lacking") and (owner := lacked_entity(draft, item)):
            item.operate("missing", "negation")
            owner.take(f"entity:{owner.named('entity')[0].name}", "entity")
            draft.related.append((owner.named("entity")[0].name, True))
        elif _says_with(item) and (owner := possessed_entity(draft, item)):
            item.operate("present")
            owner.take(f"entity:{owner.named('entity')[0].name}", "entity")
            draft.related.append((owner.named("entity")[0].name, False))
        elif not item.taken and item.has("possessing") and (owner := _possessed(draft, item)):
            item.operate("present")
            owner.take(f"field:{owner.named('dimension')[0].name}", "dimension")
            draft.filters.append(_has_it(draft, owner.named("dimension")[0].name))
        elif not item.taken and item.has("missing", "present"):
            _read_missing(draft, item)
        elif not item.taken and item.named("adjective"):
            _read_adjective(draft, item)
        index += 1
    refuse_contradiction(draft)
    _spread_comparison(draft)


def _says_with(item: Item) -> bool:
    return not item.taken and (item.has("possessing") or item.text == "with")


def refuse_contradiction(draft: Draft) -> None:
    """ "East in 2025 and West in 2026" is two questions: nothing is in East and in West."""
    seen: set[str] = set()
    for predicate in draft.filters:
        if isinstance(predicate, Compare) and predicate.op in ("eq", "in"):
            if predicate.field in seen:
                raise refuse("not_supported", construction=_said(draft, predicate.field))
            seen.add(predicate.field)
    kept = {(p.field, p.values) for p in draft.filters if isinstance(p, Compare) and p.op == "eq" and not p.part}
    for predicate in draft.filters:  # one word read twice: "not sold" as a state, and as its opposite denied
        if isinstance(predicate, Compare) and predicate.op == "ne" and (predicate.field, predicate.values) in kept:
            raise refuse("not_supported", construction=_said(draft, predicate.field))


def _said(draft: Draft, field: str) -> str:
    """The words of the question for a field that has no name of its own: the calendar parts it was said by."""
    if draft.model.has_dimension(field) or draft.model.has_segmentation(field):
        return field
    return " + ".join(item.text for item in draft.items if item.kind in ("time", "grain") and item.taken) or field


def _says_of_its_own(draft: Draft, item: Item) -> bool:
    """ "Active members": what is said of the thing itself comes before a value of what belongs to it."""
    owners = {meaning.name.partition(".")[0] for meaning in item.named("adjective")}
    valued = {meaning.name.partition(".")[0] for meaning in item.named("value")}
    if len(owners) != 1:
        return False
    things = {meaning.name for other in draft.items for meaning in other.named("entity")}
    return owners <= things and not valued & things


def _stands_for_value(draft: Draft, item: Item) -> bool:
    """A word that is also a metric or grouping is a value only beside its dimension."""
    others = [m for m in item.piece.meanings if m.kind in ("metric", "dimension", "segmentation", "entity")]
    if all(m.name == v.name for m in others for v in item.named("value")):  # a yes-or-no column, named by its yes
        before = draft.left(item)
        return not others or before is None or not before.has("group", "which", "how_many")
    return not others or _owner_beside(draft, item, {m.name for m in item.named("value")}) is not None


def _dimension_of(draft: Draft, item: Item) -> str:
    """The dimension a value belongs to: the one named beside it, else the only one, else ask."""
    names = list(dict.fromkeys(meaning.name for meaning in item.named("value")))
    owner = _owner_beside(draft, item, set(names))
    if owner:
        return next(m.name for m in owner.piece.meanings if m.name in names)
    return place_of_value(draft, item, item.named("value"))


def _owner_beside(draft: Draft, item: Item, names: set[str]) -> Item | None:
    """The item that names the value's dimension: "region East", "region is not East", "East region"."""

    def between(other: Item) -> bool:
        return other.is_between_value_and_name

    for other in (draft.left(item, skip=between), draft.right(item, skip=_points_back)):
        if (
            other
            and not other.taken
            and any(m.name in names for m in _names_of(other))
            and not _is_asked(draft, other, item)
        ):
            return other
    return None


def _is_asked(draft: Draft, owner: Item, value: Item) -> bool:
    """ "By region excluding East", "which regions except East": the dimension is what is asked, not what is named."""
    before = draft.left(owner)
    if before is not None and before.has("group", "which", "top", "bottom", "high", "low", "best", "worst", "list"):
        return True
    return owner.index < value.index and any(item.has("except") for item in draft.between(owner, value))


def _names_of(item: Item) -> Sequence[Meaning]:
    return (*item.named("dimension"), *item.named("segmentation"))


def _only_filler(item: Item) -> bool:
    return item.piece.cues == {"filler"} and not item.piece.meanings and item.text in ("的", "s", "'s")


def _points_back(item: Item) -> bool:
    """乳制品这个品类, App和小程序两个渠道: words between a value and the name of its dimension."""
    return _only_filler(item) or (item.text in _THESE and not item.named("value")) or item.piece.number is not None


_THESE = ("个", "这个", "这一", "该", "这些", "家", "种", "类")


def _read_list(draft: Draft, first: Item) -> None:
    """One condition from a value and the values listed after it."""
    dimension = _dimension_of(draft, first)
    owner = _owner_beside(draft, first, {dimension})
    listed = [first]
    position = first.index + 1
    while position < len(draft.items):
        item = draft.items[position]
        if any(m.name == dimension for m in item.named("value")) and not item.taken:
            listed.append(item)
        elif not item.has("and", "or", "comma") and not _only_filler(item):
            break
        position += 1
    last = listed[-1]
    owner = owner or _owner_beside(draft, last, {dimension})
    compared = _member_comparison(draft, dimension, last)
    listed += compared
    values = [code for item in listed for code in _codes(item, dimension)]
    never = denied(draft, first)
    if never:
        never.operate("not", "negation")
    verb = _verb_of(draft, first, listed[-1], dimension)
    start = owner if owner and owner.index < first.index else verb if verb and verb.index < first.index else first
    negated = negation_around(draft, start, listed[-1], first)
    for item in listed:
        item.take(f"value:{dimension}={_codes(item, dimension)[0]}", "value")
    _take_number_of(draft, listed, owner)
    for item in draft.items[first.index : listed[-1].index]:
        if item.has("and", "or", "comma", "compare"):
            item.operate("list")
    _take_words_between(owner, first, draft)
    if owner:
        owner.take(f"field:{dimension}", "dimension")
    if never:
        draft.denied.append(_one_of(dimension, values, negated))
        return
    draft.filters.append(_one_of(dimension, values, negated))
    if compared or _is_for_each(draft, first, listed):
        draft.compared_members.append(dimension)
    if len(listed) > 1:
        draft.listed_members.append(dimension)


def _is_for_each(draft: Draft, first: Item, listed: Sequence[Item]) -> bool:
    """ "For each of A, B and C": the listed values are the rows."""
    before = draft.left(first)
    if len(listed) < 2 or before is None or before.taken or not before.has("group"):
        return False
    before.operate("by")
    return True


def _verb_of(draft: Draft, first: Item, last: Item, dimension: str) -> Item | None:
    """ "Paid with Alipay", 用支付宝支付: a verb that the name of the value's dimension is made of."""
    owner = draft.dimension(dimension)
    for verb in (draft.left(first), draft.right(last)):
        if owner is None or verb is None or verb.taken or (not verb.has("valued") and not _is_made_of(verb, owner)):
            continue
        stem = verb.text if has_han(verb.text) else _STEMS.get(verb.text, verb.text)
        if any(stem in name for name in called(owner)) or _is_made_of(verb, owner):
            verb.operate("verb")
            return verb
    return None


def _is_made_of(verb: Item, owner: Dimension) -> bool:
    """ "Tagged urgent", "rated 5": the participle of the column's own name."""
    if verb.piece.meanings or verb.piece.cues or not verb.text.endswith("ed"):
        return False
    return any(verb.text in (f"{name}ed", f"{name}d", f"{name}{name[-1]}ed") for name in called(owner) if name)


_STEMS = {"paid": "pay", "paying": "pay", "shipped": "ship", "delivered": "deliver"}


def _take_number_of(draft: Draft, listed: Sequence[Item], owner: Item | None) -> None:
    """ "The two channels app and web", App和小程序两个渠道: the number only counts the list."""
    if owner is None:
        return
    number = draft.left(owner)
    if number and not number.taken and number.piece.number and number.piece.number.value == len(listed):
        number.operate("list")


def _codes(item: Item, dimension: str) -> Sequence[Scalar]:
    """Every stored spelling of the value: "Paris" and "paris " are the same word."""
    return [meaning.value for meaning in item.named("value") if meaning.name == dimension]


def _member_comparison(draft: Draft, dimension: str, last: Item) -> list[Item]:
    """ "East vs West": the second member of a comparison of values."""
    cue = draft.right(last)
    if cue is None or not cue.has("compare"):
        return []
    other = draft.right(cue)
    if other and not other.taken and any(m.name == dimension for m in other.named("value")):
        cue.operate("compare members", "comparison")
        return [other]
    return []


def _take_words_between(owner: Item | None, first: Item, draft: Draft) -> None:
    if owner and owner.index < first.index:
        for item in draft.between(owner, first):
            if item.has("is"):
                item.operate("is")


def _one_of(dimension: str, values: Sequence[Scalar], negated: bool) -> Compare:
    distinct = tuple(sorted(set(values), key=str))
    if len(distinct) == 1:
        return Compare(dimension, "ne" if negated else "eq", distinct)
    return Compare(dimension, "not_in" if negated else "in", distinct)


def negation_around(draft: Draft, first: Item, last: Item, value: Item | None = None) -> bool:
    """Take the negation that governs `first` to `last`, if there is one.

    A negation stands before ("except East", "region is not East", "不是华东"), or closes after ("除华东外").
    """
    before = draft.left(first)
    inside = draft.between(first, value) if value and value.index > first.index else ()
    found = [item for item in inside if item.has(*NEGATIONS) and not item.taken]
    if before and before.has(*NEGATIONS, "except_open") and not before.taken:
        found.append(before)
    after = draft.right(last)
    if after and after.has("except_close") and not after.taken:
        found.append(after)
    if after and after.has("except") and not after.taken and not _governs_right(draft, after):
        found.append(after)
    for item in found:
        item.operate("not", "negation")
    opened = sum(item.has("except_open") for item in found)
    closed = sum(item.has("except_close") for item in found)
    count = len(found) - min(opened, closed)
    return count % 2 == 1


def _governs_right(draft: Draft, item: Item) -> bool:
    """ "华东除外" closes; in "华东 排除 线上" the word belongs to what follows."""
    following = draft.right(item)
    if not has_han(item.text) and following is not None:
        return item.text not in ("excluded", "excluding")  # English denies what follows: "but not older than 15"
    return following is not None and bool(following.named("value") or _names_of(following))


def _read_literal(draft: Draft, item: Item) -> None:
    """Quoted text: a value of the dimension beside it, or of the only dimension that has it."""
    text = item.piece.literal or ""
    cue = next((o for o in (draft.left(item), draft.right(item)) if o and not o.taken and o.has(*PATTERNS)), None)
    pattern = next((name for name in PATTERNS if cue is not None and cue.has(name)), None)
    places = (cue, item) if pattern and cue else (item,)
    owner = next((other for place in places for other in _beside(draft, place) if _names_of(other)), None)
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
        name = draft.choose(owner, "ambiguous_dimension", [m.name for m in _names_of(owner)])
        negated = negation_around(draft, cue, item)
        cue.operate(pattern)
        item.take(f"value:{name}={text}", "value")
        owner.take(f"field:{name}", "dimension")
        draft.filters.append(Compare(name, "not_contains" if negated and pattern == "contains" else pattern, (text,)))
        if negated and pattern != "contains":
            raise refuse("not_supported", construction=cue.text)
        return
    meanings = _literal_meanings(draft, text, owner)
    if not meanings:
        raise refuse("unknown_value", value=text, dimension=_names_of(owner)[0].name if owner else "")
    name = place_of_value(draft, item, meanings)
    value = next(m.value for m in meanings if m.name == name)
    negated = negation_around(draft, owner if owner and owner.index < item.index else item, item, item)
    item.take(f"value:{name}={value}", "value")
    if owner:
        _take_words_between(owner, item, draft)
        owner.take(f"field:{name}", "dimension")
    draft.filters.append(_one_of(name, [value], negated))


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
        names = [key] if key else [m.name for m in _names_of(owner)]
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


def _beside(draft: Draft, item: Item) -> Sequence[Item]:
    def between(other: Item) -> bool:
        return other.is_between_value_and_name

    return [other for other in (draft.left(item, skip=between), draft.right(item)) if other and not other.taken]


def _lacked(draft: Draft, item: Item) -> Item | None:
    """ "Without a coupon": a dimension, not a value, follows."""
    owner = draft.right(item)
    if owner is None or owner.taken or not owner.named("dimension") or owner.named("value"):
        return None
    if not all(item.has("lacking") and _may_be_unknown(draft, m.name) for m in owner.named("metric")):
        return None
    after = draft.right(owner)
    return None if after is not None and after.named("value") and after.index == owner.index + 1 else owner


def _has_it(draft: Draft, name: str) -> Compare:
    """ "With a garage" is yes where the column says yes or no, else any value."""
    dimension = draft.dimension(name)
    if dimension is not None and dimension.type == "boolean":
        return Compare(name, "eq", (True,))
    yes = [value.code for value in dimension.values if "yes" in value.synonyms.en] if dimension else []
    return Compare(name, "eq", (yes[0],)) if len(yes) == 1 else Compare(name, "not_null")


def _possessed(draft: Draft, item: Item) -> Item | None:
    """ "Orders with a coupon", "有优惠券的订单": the dimension has some value."""
    owner = _lacked(draft, item)
    if owner is None or owner.index != item.index + 1 or len(owner.named("dimension")) != 1:
        return None
    after = draft.items[owner.index + 1] if owner.index + 1 < len(draft.items) else None
    if has_han(item.text):
        return owner if after is not None and after.text == "的" else None
    while after is not None and after.piece.cues == {"filler"} and after.index + 1 < len(draft.items):
        after = draft.items[after.index + 1]
    compared = after is not None and (
        after.piece.condition or after.piece.number or after.piece.literal or after.has("is", "of", *PATTERNS)
    )
    return None if compared else owner


def _may_be_unknown(draft: Draft, metric: str) -> bool:
    """No rating is an empty cell; no discount may as well be a discount of 0."""
    return draft.model.metric(metric).null_semantics == "absent_is_unknown"


def _read_lacking(draft: Draft, item: Item, owner: Item) -> None:
    name = draft.choose(owner, "ambiguous_dimension", [m.name for m in owner.named("dimension")])
    item.operate("missing")
    owner.take(f"field:{name}", "dimension")
    draft.filters.append(Compare(name, "is_null"))


def _read_missing(draft: Draft, item: Item) -> None:
    owner = next((other for other in _beside(draft, item) if other.named("dimension")), None)
    if owner is None:
        return
    name = draft.choose(owner, "ambiguous_dimension", [m.name for m in owner.named("dimension")])
    negated = negation_around(draft, item, item)
    missing = item.has("missing") != negated
    item.operate("missing" if missing else "present")
    owner.take(f"field:{name}", "dimension")
    for other in draft.items[min(item.index, owner.index) : max(item.index, owner.index)]:
        if other.has("is"):
            other.operate("is")
    draft.filters.append(Compare(name, "is_null" if missing else "not_null"))


def _read_adjective(draft: Draft, item: Item) -> None:
    meaning = _adjective_meant(draft, item)
    negated = negation_around(draft, item, item)
    predicate = adjective_predicate(meaning)
    item.take(f"filter:{meaning.name}:{meaning.value}", "value")
    if negated:
        predicate = _opposite(predicate, item)
    draft.filters.append(predicate)


def _adjective_meant(draft: Draft, item: Item) -> Meaning:
    """What the word says of the thing that is asked about; of two other things that it could be said of, ask."""
    meanings = item.named("adjective")
    things = {meaning.name for other in draft.items for meaning in other.named("entity")}
    own = [meaning for meaning in meanings if meaning.name.partition(".")[0] in things]
    fitting = {meaning.name: meaning for meaning in reversed(own or meanings)}
    return fitting[draft.choose(item, "ambiguous_dimension", list(reversed(fitting)))]


def _opposite(predicate: Predicate, item: Item) -> Predicate:
    """ "Not remote", "not unpaid": of a yes or no, and of what is there or is not."""
    if isinstance(predicate, Compare) and predicate.op in ("is_null", "not_null"):
        return Compare(predicate.field, "not_null" if predicate.op == "is_null" else "is_null")
    if isinstance(predicate, Compare) and predicate.op == "eq" and isinstance(predicate.values[0], bool):
        return Compare(predicate.field, "eq", (not predicate.values[0],))
    raise refuse("not_supported", construction=f"not {item.text}")


def adjective_predicate(meaning: Meaning) -> Predicate:
    """Read the filter of an adjective: one comparison of the dimension with literals ("ship_days > 3"), or "IS NULL"."""
    tree = sqlglot.parse_one(str(meaning.value))
    if isinstance(tree, exp.Is) and isinstance(tree.expression, exp.Null):
        return Compare(meaning.name, "is_null")
    op = _NUMBER_OPS.get(type(tree))
    if op == "eq" and isinstance(tree, exp.Binary) and isinstance(tree.expression, exp.Boolean):
        return Compare(meaning.name, "eq", (bool(tree.expression.this),))
    if op is None or not isinstance(tree, exp.Binary) or not isinstance(tree.expression, exp.Literal):
        raise refuse("not_supported", construction=str(meaning.value))
    literal = tree.expression
    value: Scalar = literal.this if literal.is_string else typed(float(literal.this))
    return Compare(meaning.name, op, (value,))


def _joins_columns(draft: Draft, cue: Item) -> bool:
    """ "For country in A and B show X vs Y": two columns are compared, not the members."""
    beside = (draft.left(cue), draft.right(cue))
    return all(item is not None and item.named("dimension") and not item.named("value") for item in beside)


def _spread_comparison(draft: Draft) -> None:
    """ "Compare East and West", "华东和华北对比", "respectively": the listed members become rows."""
    compared = (cue for cue in draft.cued("compare", "difference") if not _joins_columns(draft, cue))
    cue = next(draft.cued("respectively"), None) or next(compared, None)
    windows = sum(1 for item in draft.items if item.piece.time and item.piece.time.kind in ("window", "comparison"))
    if cue and draft.listed_members and (cue.has("respectively") or windows < 2):
        cue.operate("compare members", "comparison")
        draft.compared_members += draft.listed_members
    draft.filters = [f for f in draft.filters if not _is_whole(draft, f)]


def _is_whole(draft: Draft, predicate: Predicate) -> bool:
    """ "Men and women, respectively": rows for all values of a closed list need no filter."""
    if not isinstance(predicate, Compare) or predicate.op != "in" or predicate.field not in draft.compared_members:
        return False
    dimension = draft.dimension(predicate.field)
    codes = {value.code for value in dimension.values} if dimension and dimension.closed else set()
    return bool(codes) and codes == set(predicate.values)
