"""New and returning customers: which side brings what."""

from semantic_layer.model import Text

_WAYS = (
    ("rose", "rose from", "上升到"),
    ("fell", "fell from", "下降到"),
    ("same", "stayed the same, from", "持平，为"),
)
_FROM, _TO = "{first_value} ({first_period})", "{value:b} ({last_period})"
_FROM_ZH, _TO_ZH = "{first_value}（{first_period}）", "{value:b}（{last_period}）"


def _over_time(side: str, en: str, zh: str) -> dict[str, Text]:
    """How a side moved from the first period to the last: its share of the customers, of a sum, or its figure."""
    found: dict[str, Text] = {}
    for way, moved, stated in _WAYS:
        found[f"finding.{side}_mix_{way}"] = Text(
            f"The share of {en} customers {moved} {_FROM} to {_TO}.", f"{zh}客户占比从 {_FROM_ZH}{stated} {_TO_ZH}。"
        )
        found[f"finding.{side}_share_{way}"] = Text(
            f"The share of {en} customers in {{metric}} {moved} {_FROM} to {_TO}.",
            f"{zh}客户在{{metric}}中的占比从 {_FROM_ZH}{stated} {_TO_ZH}。",
        )
        found[f"finding.{side}_figure_{way}"] = Text(
            f"For {en} customers, {{metric}} {moved} {_FROM} to {_TO}.",
            f"{zh}客户的{{metric}}从 {_FROM_ZH}{stated} {_TO_ZH}。",
        )
    return found


TEXTS: dict[str, Text] = {
    "tool.new_and_returning": Text("new and returning customers", "新老客户对比"),
    "restate.new_and_returning.metric": Text("{value}", "{value}"),
    "restate.new_and_returning.grain": Text("by {value}", "按{value}"),
    "given.new_and_returning.focus": Text("asked about: {value}", "重点：{value}"),
    "choice.first_time": Text("new customers", "新客户"),
    "choice.returning": Text("returning customers", "老客户"),
    "column.side": Text("customers", "客户类型"),
    "column.newness": Text("new or returning", "新老客户"),
    "word.newness.new": Text("New", "新客户"),
    "word.newness.returning": Text("Returning", "老客户"),
    "finding.new_count": Text(
        "{value:b} {value:=customer was/customers were} new, {share} of those who bought in the period; "
        "{other} had bought before.",
        "新客户 {value:b} 位，占期内购买客户的 {share}；老客户 {other} 位。",
    ),
    "finding.returning_count": Text(
        "{value:b} {value:=customer/customers} had bought before, {share} of those who bought in the period; "
        "{other} {other:=was/were} new.",
        "老客户 {value:b} 位，占期内购买客户的 {share}；新客户 {other} 位。",
    ),
    "finding.new_count_alone": Text(
        "{value:b} {value:=customer/customers} bought for the first time in the period.", "新客户 {value:b} 位。"
    ),
    "finding.returning_count_alone": Text(
        "{value:b} {value:=customer/customers} of the period had bought before.", "老客户 {value:b} 位。"
    ),
    "finding.new_share": Text(
        "New customers brought {share:b} of {metric}: {value}; returning customers {other}.",
        "新客户贡献了 {share:b} 的{metric}：{value}；老客户为 {other}。",
    ),
    "finding.returning_share": Text(
        "Returning customers brought {share:b} of {metric}: {value}; new customers {other}.",
        "老客户贡献了 {share:b} 的{metric}：{value}；新客户为 {other}。",
    ),
    "finding.new_value": Text(
        "For new customers, {metric} is {value:b}; for returning customers {other}.",
        "新客户的{metric}为 {value:b}，老客户为 {other}。",
    ),
    "finding.returning_value": Text(
        "For returning customers, {metric} is {value:b}; for new customers {other}.",
        "老客户的{metric}为 {value:b}，新客户为 {other}。",
    ),
    "finding.new_value_alone": Text("For new customers, {metric} is {value:b}.", "新客户的{metric}为 {value:b}。"),
    "finding.returning_value_alone": Text(
        "For returning customers, {metric} is {value:b}.", "老客户的{metric}为 {value:b}。"
    ),
    "caveat.newness": Text(
        "New: the first purchase lies in the period. Returning: bought in the period, and before it too.",
        "新客户：首次购买在该期间内；老客户：期内购买，且此前已购买过。",
    ),
    **_over_time("new", "new", "新"),
    **_over_time("returning", "returning", "老"),
}
