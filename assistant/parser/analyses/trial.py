"""Controlled tests: "did the coupon test work", 优惠券实验效果如何; and "how many customers do I need to detect ...".

Rule: the test is named, or the only one; of several one is asked for. Two percentages of a sample size are the rate now
and the rate to be found, in this order.
"""

from __future__ import annotations

from pydantic import BaseModel

from assistant.parser.analyses.slots import Analysis, Read, read_by, read_scope, read_winner, take_subject
from assistant.parser.draft import Draft, Item, refuse
from semantic_layer.query import Compare
from tools.action_arguments import AbTestArgs, SampleSizeArgs


def tests_of(draft: Draft) -> tuple[str, ...]:
    """The known tests as `dimension=value`: values of what names a test."""
    role = draft.model.role("arm")
    if role is None:
        return ()
    part = role.column("experiment")
    for key in draft.model.dataset(role.dataset).entities:
        home = draft.model.dataset_of_entity(key.name)
        if key.columns == (part,) and home is not None:
            label = draft.model.entity(key.name).label_dimension or ""
            named = next((item for item in home.dimensions if item.name == label.split(".")[-1]), None)
            return tuple(f"{named.qualified}={value.code}" for value in named.values) if named else ()
    own = next((item for item in draft.model.dataset(role.dataset).dimensions if item.expr == part), None)
    return tuple(f"{own.qualified}={value.code}" for value in own.values) if own else ()


def _names_test(draft: Draft) -> bool:
    fields = {test.partition("=")[0] for test in tests_of(draft)}
    return any(meaning.name in fields for item in draft.free() for meaning in item.named("value"))


def _suits(draft: Draft) -> bool:
    if draft.model.role("arm") is None:
        return False
    return _names_test(draft) or any(item.has("test_word") for item in draft.items)


def _read(draft: Draft, _: Read) -> BaseModel:
    given: dict[str, object] = {}
    by = read_by(draft)
    if by is not None:
        given["by"] = by
    for item in list(draft.free()):
        if item.has("test_money") or any(meaning.name == "revenue" for meaning in item.named("metric")):
            given["metric"] = "revenue"
            item.operate("metric:revenue")
        elif item.has("test_conversion"):
            item.operate("metric:conversion")
        elif item.text == "in terms of":
            item.operate("request")
    named = _names_test(draft)
    given |= read_scope(draft)
    if not named:
        given["filters"] = (*tuple(draft.filters), *_asked_test(draft))
    read_winner(draft)
    for item in list(draft.cued("test_word", "test_verb", "action_word")):
        item.operate("request")
    _take_arm_word(draft)
    take_subject(draft)
    return AbTestArgs.model_validate({name: value for name, value in given.items() if value != ()})


def _take_arm_word(draft: Draft) -> None:
    """ "Which arm": the dimension of the arms, asked for as the winner."""
    role = draft.model.role("arm")
    own = {item.qualified for item in draft.model.dataset(role.dataset).dimensions} if role else set()
    for item in list(draft.free()):
        about = any(m.name in own for m in item.named("dimension"))
        about = about or any(role is not None and m.name == "experiment" for m in item.named("entity"))
        if about:
            item.take("tool:ab_test", "dimension")


def _asked_test(draft: Draft) -> tuple[Compare, ...]:
    """Which of several tests: a question back, at the word that asks for one."""
    tests = tests_of(draft)
    if len(tests) < 2:
        return ()
    place = next(item for item in draft.items if item.has("test_word", "ab_test"))
    field, _, value = draft.choose(place, "ambiguous_value", tests).partition("=")
    return (Compare(field, "eq", (value,)),)


AB_TEST = Analysis("ab_test", ("ab_test",), _read, _suits)


# --- sample size ------------------------------------------------------------------------------------------------


def take_shares(draft: Draft) -> tuple[float, ...]:
    """The percentages of the question in their order: "10 % ... 12 %", "from 10 % to 12 %"."""
    found: list[float] = []
    for item in list(draft.free()):
        number, condition = item.piece.number, item.piece.condition
        if number is not None and number.unit == "percent":
            values: tuple[float, ...] = (float(number.value),)
        elif condition is not None and condition.op == "between" and condition.unit == "percent":
            values = tuple(map(float, condition.values))
        else:
            continue
        item.take(f"number:{','.join(map(str, values))}", "number")
        found += values
    return tuple(round(value / 100, 6) for value in found)


def _read_size(draft: Draft, _: Read) -> BaseModel:
    values = take_shares(draft)
    if len(values) != 2 or not all(0 < value < 1 for value in values) or values[0] == values[1]:
        raise refuse("sample_size_shares")
    for item in list(draft.free()):
        if item.has("size_word", "growth", "decline", "test_conversion", "action_word", "test_word") or _is_rate(item):
            item.operate("request")
    take_subject(draft)
    return SampleSizeArgs(base=values[0], target=values[1])


def _is_rate(item: Item) -> bool:
    """The rate that is to rise is named for the reader; the number needed is the same for every rate."""
    return bool(item.named("metric")) and item.text.endswith(("rate", "率"))


SAMPLE_SIZE = Analysis("sample_size", ("sample_size",), _read_size)
