"""What the things of a proposed model are called beside each other.

Rule: a word that names something outright is never also a looser name of something else beside it; a shorter name is
given only where nothing else could be meant by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TypeVar

from semantic_layer.inference.naming import identifier, spelled_out, without_name
from semantic_layer.lexicon import concept_of, read_name
from semantic_layer.model import Dataset, Dimension, Entity, Measure, Named, Words
from semantic_layer.wordforms import has_han, plural, singular, words_of_name

Called = TypeVar("Called", Dimension, Measure)
_FEW = 3
_GENERIC = frozenset(
    {
        "type",
        "name",
        "id",
        "code",
        "number",
        "status",
        "level",
        "category",
        "group",
        "value",
        "method",
        "mode",
        "time",
        "date",
        "title",
        "description",
        "flag",
        "class",
        "kind",
        "unit",
        "text",
        "content",
        "order",
        "line",
        "app",
    }
)
_SAYS_LITTLE = frozenset(
    {
        "amount", "total", "count", "rate", "ratio", "share", "percent", "percentage", "price", "cost", "fee", "income",
        "revenue", "sale", "tax", "discount", "profit", "budget", "charge", "balance", "payment", "day", "hour",
        "minute", "month", "year", "quantity", "volume", "rank", "index", "size", "number", "limit", "change",
        "result", "point",
    }
)  # fmt: skip
# Of a figure that is set against what happened, the other half of the name is the half that counts.
_EXTREMES = frozenset(
    {
        "min", "max", "minimum", "maximum", "average", "avg", "mean", "total", "last", "first", "target", "goal",
        "planned", "plan", "budget", "budgeted", "expected", "estimated", "forecast", "forecasted", "projected",
        "previous", "prior", "required", "scheduled", "quota", "ideal", "intended", "proposed", "requested", "desired",
    }
)  # fmt: skip
_MONEY = frozenset({"sales", "sale", "销售额"})  # is called by more than the rows
_MAY_BE_A_ROLE = frozenset({"title", "标题"})  # an attorney_name beside it is the name
_LABELS = ("name", "full name", "title", "label", "名称", "姓名", "名字", "标题", "全名")


def with_own_words(dataset: Dataset, entities: Collection[Entity], beside: Collection[Dataset] = ()) -> Dataset:
    """Give columns of names their short names, and take from every column the names of all others, here and beside."""
    things = {word for entity in entities for word in _own_words(entity)}
    called = things | {word for entity in entities for word in entity.synonyms.all()}
    dimensions = tuple(_short(dimension, dataset, called) for dimension in dataset.dimensions)
    others = [d for other in beside if other is not dataset for d in other.dimensions]
    taken = Counter(word for d in (*dimensions, *others) for word in _own_words(d)) + Counter(things)
    measures = tuple(m if m.unit.kind == "count" else _without(m, taken) for m in dataset.measures)
    return replace(dataset, dimensions=tuple(_without(d, taken) for d in dimensions), measures=measures)


def _short(dimension: Dimension, dataset: Dataset, things: Collection[str]) -> Dimension:
    """A city_name is also called "city", unless that is another column or the name of a thing."""
    label = dimension.labels.zh if has_han(dimension.labels.zh) and not dimension.labels.en else dimension.labels.en
    rest = {
        form for text in (label, dimension.labels.zh) if text for form in _forms(without_name(text)) if len(form) > 1
    }
    rest |= set(_plurals(label.removesuffix(" level"))) if label.endswith(" level") else set()
    others = {word for d in dataset.dimensions if d is not dimension for word in _own_words(d)}
    free = sorted(rest - others - set(things) - _own_words(dimension))
    return _more(dimension, free)


def _forms(word: str) -> tuple[str, ...]:
    """A word, its plural, and its other language where it is known."""
    if not word:
        return ()
    concept = concept_of(word)
    known = (*concept.en[:_FEW], *concept.zh[:_FEW]) if concept else ()
    return tuple(form for text in dict.fromkeys((word, *known)) for form in _plurals(text))


def _plurals(text: str) -> tuple[str, ...]:
    return (text,) if has_han(text) else (text, plural(singular(text)))


def _more(item: Dimension, words: Iterable[str]) -> Dimension:
    en = (*item.synonyms.en, *(word for word in words if not has_han(word)))
    zh = (*item.synonyms.zh, *(word for word in words if has_han(word)))
    return replace(item, synonyms=Words(en, zh))


def _without(item: Called, taken: Counter[str]) -> Called:
    own = _own_words(item)
    kept = (tuple(w for w in words if w in own or not taken[w]) for words in (item.synonyms.en, item.synonyms.zh))
    return replace(item, synonyms=Words(*kept))


def _own_words(item: Named) -> frozenset[str]:
    """The words of the name itself and of its labels."""
    name = words_of_name(item.name)
    return frozenset(
        filter(None, (name, spelled_out(item.name), item.labels.en, item.labels.zh, _many(item.labels.en)))
    )


def _many(label: str) -> str:
    return plural(singular(label)) if label else ""


def label_dimension(dataset: Dataset, meant: str | None = None) -> str | None:
    """The column that stands for a row: its name or title, else what its code means (`meant`), else a key in words."""
    shown = [d for d in dataset.dimensions if d.type in ("text", "categorical", "geography") and not d.personal]
    words = {d.name: (spelled_out(d.name), d.labels.zh) for d in shown}
    labels = {name: set(said) & set(_LABELS) for name, said in words.items()}
    whole = [name for name, said in labels.items() if said - _MAY_BE_A_ROLE]
    titled = [name for name, said in labels.items() if said and name not in whole]
    owner = words_of_name(dataset.name)
    named = {owner, *(f"{owner} {word}" for word in ("name", "full name", "title"))}
    own = [name for name, (said, _) in words.items() if said in named]
    own += [d.name for d in shown if has_han(owner) and (rest := without_name(d.name)) and rest in owner]
    own += [name for name, (said, _) in words.items() if said.endswith(" name") and _is_short(said[:-5], owner)]
    own += [f"{head}_name" for head in _key_heads(dataset) if f"{head}_name" in words]
    keys = [d.name for d in shown if dataset.primary and dataset.primary.columns == (d.column,)]
    first = [name for name, (said, _) in words.items() if said == "first name"]
    return next(iter((*whole, *own, *titled, *filter(None, [meant]), *keys, *first)), None)


def _key_heads(dataset: Dataset) -> tuple[str, ...]:
    """What a key calls its rows: "rep" of the rep_id of sales reps."""
    keys = dataset.primary.columns if dataset.primary and len(dataset.primary.columns) == 1 else ()
    return tuple(head for key in keys if (head := identifier(key).rpartition("_")[0]))


def _is_short(word: str, whole: str) -> bool:
    """Is a word made of letters of another one, in their order and from the first: "wh" of "warehouse"?"""
    rest = iter(whole)
    return 1 < len(word) < len(whole) and word[0] == whole[0] and all(letter in rest for letter in word)


def with_short_names(entities: tuple[Entity, ...], datasets: tuple[Dataset, ...]) -> tuple[Entity, ...]:
    """Entities of compound names are called by their last word where no other thing ends in it: 学习软件 is 软件."""
    heads = {entity.name: _head(entity) for entity in entities}
    shared = Counter(head for head in heads.values() if head)
    columns = {word for d in datasets for dimension in d.dimensions for word in _own_words(dimension)}
    names = {word for entity in entities for word in _own_words(entity)}
    done = []
    for entity in entities:
        head = heads[entity.name]
        free = bool(head) and shared[head] == 1 and head not in columns | names | _MONEY
        words = _forms(head) if free else ()
        taken = (names - _own_words(entity)) | columns
        en = [w for w in (*entity.synonyms.en, *(w for w in words if not has_han(w))) if w not in taken]
        zh = [w for w in (*entity.synonyms.zh, *(w for w in words if has_han(w))) if w not in taken]
        done.append(replace(entity, synonyms=Words(tuple(dict.fromkeys(en)), tuple(dict.fromkeys(zh)))))
    return tuple(done)


def with_key_word(names: Words, dataset: Dataset) -> Words:
    """The word that a table's key and name share is one for its rows: holder_id and holder_name of policyholders."""
    columns = {words_of_name(dimension.name) for dimension in dataset.dimensions}
    keys = dataset.primary.columns if dataset.primary and len(dataset.primary.columns) == 1 else ()
    heads = (words_of_name(key).rpartition(" ")[0] for key in keys if not has_han(key))
    words = [form for head in heads if head and f"{head} name" in columns for form in _plurals(head)]
    return Words((*names.en, *(word for word in words if word not in names.en)), names.zh)


def _head(entity: Entity) -> str:
    """The last known word of a name of several."""
    name = entity.labels.zh if has_han(entity.name) else entity.labels.en
    reading = read_name(name) if has_han(name) else None
    if reading and len(reading.concepts) > 1:
        return reading.written[-1]
    if has_han(name):  # what comes before may be a name of its own: 高德地图 is no word of any list
        return next((name[-n:] for n in (4, 3, 2) if len(name) > n and concept_of(name[-n:])), "")
    words = name.split(" ")
    is_noun = len(words) > 1 and singular(words[-2]) == words[-2]  # not the last word of "payments received"
    return words[-1] if is_noun else ""


def with_heads(datasets: tuple[Dataset, ...], entities: Collection[Entity]) -> tuple[Dataset, ...]:
    """Columns of compound names are called by their last word where nothing else is: 位于城市 is the only 城市."""
    heads = {d.qualified: _column_head(d) for dataset in datasets for d in dataset.dimensions}
    shared = Counter(heads.values())
    known = {word for dataset in datasets for d in dataset.dimensions for word in (*_own_words(d), *d.synonyms.all())}
    known |= {word for entity in entities for word in (*_own_words(entity), *entity.synonyms.all())}

    def call(dimension: Dimension) -> Dimension:
        head = heads[dimension.qualified]
        return _more(dimension, _plurals(head)) if head and shared[head] == 1 and head not in known else dimension

    found = tuple(replace(item, dimensions=tuple(map(call, item.dimensions))) for item in datasets)
    return _with_figure_heads(found, known)


def _with_figure_heads(datasets: tuple[Dataset, ...], known: Collection[str]) -> tuple[Dataset, ...]:
    """The only delay of a model is its delay, whatever is delayed; of money nobody can say so much."""
    figures = {(d.prefix, m.name): m.labels.en for d in datasets for m in d.measures if m.expr != "1"}
    lasts = Counter(singular(label.split(" ")[-1]) for label in figures.values())
    columns = {(c.prefix, c.name): c.labels.en for d in datasets for c in d.dimensions}
    others = Counter(singular(said.split(" ")[-1]) for key, said in columns.items() if key not in figures)

    def heads(prefix: str, name: str) -> tuple[str, ...]:
        words = figures.get((prefix, name), "").split(" ")
        last = singular(words[-1])
        is_head = len(words) > 1 and len(last) > 3 and last.isalpha() and last not in _GENERIC | _SAYS_LITTLE
        is_only = lasts[last] == 1 and not others[last] and not {last, plural(last), words[-1]} & set(known)
        return (words[-1],) if is_head and is_only and words[0] not in _EXTREMES else ()

    return tuple(
        replace(
            d,
            dimensions=tuple(_more(c, heads(c.prefix, c.name)) for c in d.dimensions),
            measures=tuple(_more_of(m, heads(d.prefix, m.name)) for m in d.measures),
        )
        for d in datasets
    )


def _more_of(measure: Measure, words: tuple[str, ...]) -> Measure:
    said = measure.synonyms
    return replace(measure, synonyms=Words((*said.en, *words), said.zh)) if words else measure


def _last_known(name: str) -> str:
    """The last word of a name that is known as a whole, where it is a word of its own: "channel" of a sales channel."""
    *before, last = name.split()
    concept = concept_of(last) if before else None
    return last if concept is not None and concept.en[0] not in _GENERIC | _SAYS_LITTLE else ""


def _column_head(dimension: Dimension) -> str:
    """The last word of a compound name of something with values; empty where that word says too little."""
    name = dimension.labels.zh if has_han(dimension.name) else dimension.labels.en
    reading = read_name(name) if dimension.type in ("categorical", "geography") and name else None
    if reading is not None and len(reading.concepts) == 1 and not reading.is_chinese:
        return _last_known(reading.written[0])
    if reading is None or len(reading.concepts) < 2 or reading.concepts[-1].en[0] in _GENERIC:
        return ""
    return reading.written[-1] if len(reading.written[-1]) > 1 else ""
