"""Sentences about defects of the data, in both languages.

Rule: a sentence says what is wrong, how much of the data it concerns, and what it does to the numbers.
"""

from __future__ import annotations

from datetime import date

from semantic_layer.model import Text

_SENTENCES = {
    "missing_table": Text(
        "{dataset}: the table {subject} does not exist.{hint_en}",
        "{dataset}：表 {subject} 不存在。{hint_zh}",
    ),
    "missing_column": Text(
        "{dataset}: the column {subject} does not exist.{hint_en}",
        "{dataset}：列 {subject} 不存在。{hint_zh}",
    ),
    "duplicate_keys": Text(
        "{dataset}: {rows} rows{share_en} repeat a key of {subject}; joining them would count facts twice.",
        "{dataset}：有 {rows} 行{share_zh}的{subject}主键重复，关联时会重复计数。",
    ),
    "null_keys": Text(
        "{dataset}: {rows} rows{share_en} have no key of {subject}.",
        "{dataset}：有 {rows} 行{share_zh}缺少{subject}主键。",
    ),
    "null_foreign_keys": Text(
        "{dataset}: {rows} rows{share_en} name no {subject}; they are shown as unknown.",
        "{dataset}：有 {rows} 行{share_zh}没有{subject}，会归入“未知”。",
    ),
    "orphan_keys": Text(
        "{dataset}: {rows} rows{share_en} name a {subject} that does not exist; they are shown as unknown.",
        "{dataset}：有 {rows} 行{share_zh}指向不存在的{subject}，会归入“未知”。",
    ),
    "unlisted_codes": Text(
        "{dataset}: {rows} rows{share_en} of {subject} hold codes that the model does not list{examples_en}.",
        "{dataset}：{subject} 有 {rows} 行{share_zh}的代码不在模型列出的范围内{examples_zh}。",
    ),
    "grain_violation": Text(
        "{dataset}: {rows} rows{share_en} repeat the grain ({subject}), which should identify a row.",
        "{dataset}：有 {rows} 行{share_zh}的粒度（{subject}）重复，无法唯一确定一行。",
    ),
    "overlapping_intervals": Text(
        "{dataset}: {rows} intervals{share_en} ({subject}) overlap the next one of the same key.",
        "{dataset}：有 {rows} 个有效区间{share_zh}（{subject}）与同一主键的下一个区间重叠。",
    ),
    "bridge_weights": Text(
        "{dataset}: the weights of {rows} {subject}{share_en} do not add to 1.",
        "{dataset}：有 {rows} 个{subject}{share_zh}的权重之和不等于 1。",
    ),
    "looks_alike": Text(
        "{dataset}: {rows} names in {subject} look like another one and are different texts{examples_en}; they are "
        "counted apart.",
        "{dataset}：{subject} 中有 {rows} 个名称看起来与另一个相同，实为不同文本{examples_zh}，会分别统计。",
    ),
    "last_complete_day": Text(
        "{dataset}: the last complete day of {subject} is {day}.",
        "{dataset}：{subject} 的最后一个完整日是 {day}。",
    ),
}


def sentence(
    code: str,
    dataset: str,
    subject: str,
    rows: int,
    rows_share: float | None,
    value_share: float | None,
    value_of: str,
    examples: tuple[str, ...],
    day: date | None,
) -> Text:
    """Return what a defect means, in English and Chinese.

    Examples
    --------
    >>> sentence("orphan_keys", "orders", "customer", 2, 0.25, 0.1, "revenue", (), None).en
    'orders: 2 rows (25.0 %; 10.0 % of revenue) name a customer that does not exist; they are shown as unknown.'
    """
    percent = f"{rows_share:.1%}".replace("%", " %") if rows_share is not None else ""
    value = f"{value_share:.1%}".replace("%", " %") if value_share is not None else ""
    facts = {
        "dataset": dataset,
        "subject": subject,
        "rows": f"{rows:,}",
        "share_en": f" ({percent}{f'; {value} of {value_of}' if value else ''})" if percent else "",
        "share_zh": f"（{percent}{f'，占 {value_of} 的 {value}' if value else ''}）" if percent else "",
        "hint_en": f" Did you mean {' or '.join(examples)}?" if examples else "",
        "hint_zh": f"是不是 {'、'.join(examples)}？" if examples else "",
        "examples_en": f": {', '.join(examples)}" if examples else "",
        "examples_zh": f"：{'、'.join(examples)}" if examples else "",
        "day": day.isoformat() if day else "",
    }
    text = _SENTENCES[code]
    return Text(text.en.format(**facts), text.zh.format(**facts))
