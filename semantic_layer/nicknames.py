"""Shorter and looser names that follow from the given ones.

Rule: such a name counts only where nothing was given that name, and it stands for everything it could be short for:
"level" is as much the member level as the price level, so the person is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from semantic_layer.meanings import Meaning
from semantic_layer.model import Dataset, Dimension, Entity, Named, Segmentation, SemanticModel
from semantic_layer.per_model import per_model
from semantic_layer.wordforms import all_forms, forms, has_han, normal_form, singular, spacings, words_of_name

# 投诉单 is what people call 投诉, 门诊记录 门诊
_RECORDS = ("单", "记录", "明细", "流水", "台账", "登记", "登记表", "信息", "信息表", "明细表", "记录表")
_AGGREGATES = ("中位数", "平均数", "平均值", "最大值", "最小值", "总数", "总额", "分位数", "数量", "比例", "占比")
_PEOPLE = ("people", "person", "persons", "人", "人数")
HOW_MANY_PEOPLE = ("多少人", "有多少人", "多少个人", "有多少个人", "几个人", "有几个人", "几人", "有几人")
_COUNTING_TAILS = ("数", "次数", "总数", "总次数", "笔数", "件数", "人次")
_FLOWING = ("销售", "产", "生产", "采购", "用", "使用", "存", "库存")  # 销售量 is what was sold, not how often
_SPANS = ("年", "月", "日")  # 年利率 is 利率 where nothing else is
_TOO_LITTLE = frozenset(
    {"类型", "名称", "状态", "编号", "等级", "日期", "时间", "原因", "方式", "情况", "金额", "数量", "类别", "种类"}
    | {"级别", "分类", "名字", "姓名", "标志", "代码", "编码", "单位", "备注", "内容", "结果", "信息", "年份", "月份"}
)
_UNSAID = ("是否", "is ", "has ", "was ")
_YES, _NO = ("yes", "true", "为是"), ("no", "false", "为否")  # count only beside the name of their column
_NO_HEAD = frozenset({"identifier", "text", "time"})


def called(item: Named) -> frozenset[str]:
    """Every way to write a named object, with word forms and with or without blanks between scripts."""
    return _called((item.labels.en, item.labels.zh, *item.synonyms.all()), item.name)


@lru_cache(maxsize=10_000)  # asked of the same few objects again and again while a model is loaded and a question read
def _called(words: tuple[str, ...], name: str) -> frozenset[str]:
    given = (*words, words_of_name(name))
    return frozenset(form for phrase in all_forms(given) for form in spacings(phrase))


def nicknames(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """Return every derived name with what it may stand for."""
    yield from _short_dimensions(model)
    yield from _heads(model)
    yield from _records(model)
    yield from _last_words_of_things(model)
    yield from _without_deed(model)
    yield from _without_total(model)
    yield from _of_spans(model)
    yield from _loose_metrics(model)
    yield from _done(model)
    yield from _yes_values(model)
    yield from _people(model)
    yield from _counts_of_things(model)


def _shown(model: SemanticModel) -> Iterator[tuple[Dataset, Dimension]]:
    for dataset in model.datasets:
        if dataset.role != "spine":
            yield from ((dataset, dimension) for dimension in dataset.dimensions if not dimension.hidden)


def _short_dimensions(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """ "Order status" of an order is also its "status", 会员等级 also 等级, and so is whatever else ends that way."""
    for _, dimension in _shown(model):
        if not model.has_entity(dimension.prefix):
            continue
        for owner in called(model.entity(dimension.prefix)):
            for phrase in called(dimension):
                rest = phrase.removeprefix(owner if has_han(owner) else f"{owner} ")
                if rest != phrase and len(rest) > 1:
                    yield rest, Meaning("dimension", dimension.qualified)
                    yield from ((rest, rival) for rival in _ending_in(model, rest) if has_han(rest))


def _own_partitions(model: SemanticModel) -> Iterator[Segmentation]:
    """Segmentations that are no other view of a dimension: "channel" is never short for "first channel"."""
    return (item for item in model.segmentations if item.first_of is None)


def _ending_in(model: SemanticModel, word: str) -> Iterator[Meaning]:
    for _, dimension in _shown(model):
        if dimension.type not in _NO_HEAD and any(name.endswith(word) for name in called(dimension)):
            yield Meaning("dimension", dimension.qualified)
    for segmentation in _own_partitions(model):
        if any(name.endswith(word) for name in called(segmentation)):
            yield Meaning("segmentation", segmentation.qualified)


def _heads(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """The last word that several groupings share: "type" of campaign type and complaint type."""
    found: dict[str, dict[Meaning, None]] = {}
    for word, meaning in heads(model):
        found.setdefault(word, {})[meaning] = None
    for word, meanings in found.items():
        is_own = has_han(word) and word not in _TOO_LITTLE and all(m.kind != "segmentation" for m in meanings)
        if len(meanings) > 1 or is_own:  # 分群 is any segmentation, whatever the one of the model is called
            yield from ((word, meaning) for meaning in meanings)


@per_model
def heads(model: SemanticModel) -> tuple[tuple[str, Meaning], ...]:
    """The last word of every grouping, in both languages."""
    return tuple(_last_words(model))


def _last_words(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    named: list[tuple[Named, Meaning]] = [
        (d, Meaning("dimension", d.qualified)) for _, d in _shown(model) if d.type not in _NO_HEAD
    ]
    named += [(s, Meaning("segmentation", s.qualified)) for s in _own_partitions(model)]
    for item, meaning in named:
        for phrase in (item.labels.en, item.labels.zh):
            key = normal_form(phrase)
            if has_han(key) and len(key) >= 4:
                yield key[-2:], meaning
            elif not has_han(key) and " " in key:
                yield from ((form, meaning) for form in all_forms((key.rpartition(" ")[2],)))


_NO_THINGS = frozenset(
    {"detail", "record", "info", "information", "data", "list", "result", "item", "line", "log", "history", "type"}
    | {"entry", "明细", "记录", "信息", "数据", "列表", "名单", "结果", "情况"}
)


def _last_words_of_things(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """The last word that several things share: "agency" of the travel agency and the news agency, 中介 of two kinds."""
    found: dict[str, dict[str, None]] = {}
    for entity in (entity for entity in model.entities if not entity.hidden):
        english, chinese = normal_form(entity.labels.en), normal_form(entity.labels.zh)
        if " " in english:
            found.setdefault(english.rpartition(" ")[2], {})[entity.name] = None
        if has_han(chinese) and len(chinese) >= 4:
            found.setdefault(chinese[-2:], {})[entity.name] = None
    for word, names in found.items():
        if len(names) > 1 and word not in _NO_THINGS:
            yield from ((form, Meaning("entity", name)) for form in all_forms((word,)) for name in names)


_DEEDS = (
    " received",
    " made",
    " placed",
    " sold",
    " sent",
    " issued",
    " paid",
    " shipped",
    " booked",
    " taken",
    " won",
)


def _without_deed(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """A table "invoices sent" is also called "invoices"; what was done to them is no part of what they are."""
    for entity in (entity for entity in model.entities if not entity.hidden):
        label = normal_form(entity.labels.en)
        if label.endswith(_DEEDS):
            noun = label.rpartition(" ")[0]
            yield from ((form, Meaning("entity", entity.name)) for form in all_forms((noun, singular(noun))))


def _without_total(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """A column 总得票数 is also called 得票数, and "total votes" votes, where nothing else is."""
    named = [(Meaning("metric", metric.name), metric) for metric in model.metrics if not metric.hidden]
    held = [(Meaning("dimension", d.qualified), d) for _, d in _shown(model) if d.type not in _NO_HEAD]
    for meaning, item in (*named, *held):
        for phrase in called(item):
            rest = _without(phrase, ("total ", "总"))
            if rest != phrase and len(rest) > 2:
                yield rest, meaning


def _records(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    for entity in model.entities:
        yield from ((name, Meaning("entity", entity.name)) for name in _recorded(entity))


def _recorded(entity: Entity) -> Iterator[str]:
    """门诊记录 are called 门诊, 交易流水 交易."""
    label = normal_form(entity.labels.zh)
    for suffix in _RECORDS:
        if not entity.hidden and label.endswith(suffix) and len(label) - len(suffix) >= 2:
            yield label.removesuffix(suffix)


def _of_spans(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """年利率 is also called 利率, 月租金 租金."""
    named = [(Meaning("metric", metric.name), metric) for metric in model.metrics if not metric.hidden]
    held = [(Meaning("dimension", d.qualified), d) for _, d in _shown(model) if d.type == "ordinal"]
    for meaning, item in (*named, *held):
        for phrase in called(item):
            rest = phrase[1:] if phrase.startswith(_SPANS) else ""
            if len(rest) > 1 and rest[0] not in "均度末初底间内终累同环" and rest not in _TOO_LITTLE:
                yield rest, meaning


def _loose_metrics(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """订单金额中位数 is also 订单金额的中位数."""
    for metric in model.metrics:
        if metric.hidden:
            continue
        for phrase in called(metric):
            for suffix in _AGGREGATES:
                if phrase.endswith(suffix) and len(phrase) > len(suffix) + 1:
                    yield f"{phrase.removesuffix(suffix)}的{suffix}", Meaning("metric", metric.name)


def _done(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """已取消 is also 取消."""
    for _, dimension in _shown(model):
        for value in dimension.values:
            label = normal_form(value.labels.zh)
            if label.startswith("已") and len(label) > 2 and not dimension.personal:
                yield label[1:], Meaning("value", dimension.qualified, value.code)


def _yes_values(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """The name of a yes-or-no column says "yes": 线上 and "online channels" where the column is 是否线上."""
    for _, dimension in _shown(model):
        if dimension.type != "boolean" or dimension.personal:
            continue
        yes = Meaning("value", dimension.qualified, True)
        yield from ((word, replace(yes, value=word in _YES)) for word in (*_YES, *_NO))
        owners = _owners(model, dimension.prefix)
        for phrase in (dimension.labels.en, dimension.labels.zh, *dimension.synonyms.all(), dimension.name):
            bare = _without(normal_form(phrase), _UNSAID)
            if not bare:
                continue  # no label in this language: the name of the thing alone says nothing about it
            yield bare, yes
            for owner in owners:
                if has_han(owner) == has_han(bare) and not bare.endswith(owner):
                    joined = (bare + owner, f"{bare}的{owner}") if has_han(owner) else (f"{bare} {owner}",)
                    yield from ((form, yes) for form in joined)
                elif bare.endswith(f" {owner}"):
                    yield bare.removesuffix(f" {owner}"), yes
                    yield from ((form, yes) for form in forms(bare))


def _without(phrase: str, heads: Iterable[str]) -> str:
    for head in heads:
        if phrase.startswith(head) and len(phrase) > len(head) + 1:
            return phrase.removeprefix(head)
    return phrase


def _owners(model: SemanticModel, entity: str) -> frozenset[str]:
    """What a thing is called, by itself and by the dimension that stands for it."""
    if not model.has_entity(entity):
        return frozenset()
    label = model.entity(entity).label_dimension
    name = label if label and "." in label else f"{entity}.{label}"
    own = called(model.dimension(name)) if label and model.has_dimension(name) else frozenset()
    return called(model.entity(entity)) | own


def _people(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """ "People" are the customers, where the model says who that is."""
    people = [e.name for e in model.entities if "人员" in e.synonyms.zh]
    entity = person(model) or (people[0] if len(people) == 1 else None)
    if entity:
        yield from ((word, Meaning("entity", entity)) for word in (*_PEOPLE, *HOW_MANY_PEOPLE))


def _counts_of_things(model: SemanticModel) -> Iterator[tuple[str, Meaning]]:
    """课程数 and 课程次数 are the number of what is called 课程, by whichever of its names."""
    for entity in model.entities:
        if entity.hidden or entity.default_count is None:
            continue
        for phrase in dict.fromkeys((*called(entity), *_recorded(entity))):
            if has_han(phrase) and len(phrase) > 1 and phrase[-1] != "数":
                tails = _COUNTING_TAILS if phrase.endswith(_FLOWING) else (*_COUNTING_TAILS, "量")
                yield from ((phrase + tail, Meaning("metric", entity.default_count)) for tail in tails)


def person(model: SemanticModel) -> str | None:
    """The entity that is a person: the customer role, else what segmentations divide, else who has personal data."""
    role = model.role("customer")
    dataset = next((d for d in model.datasets if role and d.name == role.dataset), None)
    if dataset and dataset.primary:
        return dataset.primary.name
    divided = [segmentation.entity for segmentation in model.segmentations]
    private = [d.primary.name for d in model.datasets if d.primary and any(c.personal for c in d.dimensions)]
    return next(iter(divided or private), None)


def merged(
    given: Mapping[str, Iterable[Meaning]], more: Iterable[tuple[str, Meaning]]
) -> Iterator[tuple[str, Meaning]]:
    """Derived names whose words were not given to anything else: a yes-or-no column may share its name with its yes."""
    for phrase, meaning in more:
        same = meaning.kind == "value" and all(other.name == meaning.name for other in given.get(phrase, ()))
        if phrase and (phrase not in given or same):
            yield phrase, meaning
