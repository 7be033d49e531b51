"""How long customers stay."""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.model import Text

TEXTS: Mapping[str, Text] = {
    "tool.lifetime_length": Text("length of the customer lifecycle", "客户生命周期时长"),
    "restate.lifetime_length.by": Text("by {value}", "按{value}"),
    "column.median_length": Text("median length", "时长中位数"),
    "column.median_length_back": Text("median length of those who came back", "复购客户的时长中位数"),
    "column.once_share": Text("bought on one day only", "仅一天有购买的占比"),
    "column.still_buying": Text("still buying", "仍在购买的占比"),
    "finding.lifetime_length": Text(
        "From the first to the last purchase it is {median_length:b} (median of {customers:customer/customers}); "
        "{once_share} bought on one day only.",
        "客户从首次到最近一次购买的时长中位数为 {median_length:b}（{customers} 位客户），"
        "其中 {once_share} 仅在一天购买过。",
    ),
    "finding.lifetime_length_back": Text(
        "Half of those who came back stay for {days:b} or longer.",
        "复购客户中有一半的时长不低于 {days:b}。",
    ),
    "finding.lifetime_length_groups": Text(
        "Customers who came back stay longest in {group:b}: {days:b} (median); shortest in {low_group}: {low_days}.",
        "复购客户的时长以{group:b}最长，中位数为 {days:b}；{low_group}最短，为 {low_days}。",
    ),
    "finding.lifetime_length_even": Text(
        "Customers who came back stay equally long in all {n:group/groups}: {days:b} (median).",
        "{n} 个分组中复购客户的时长相同，中位数为 {days:b}。",
    ),
    "caveat.lives_go_on": Text(
        "Lengths are as seen so far: {customers:customer/customers} bought in the last {days:day/days} and may go on.",
        "时长为截至当前的观测值：其中 {customers} 位客户在最近 {days} 天内仍有购买，之后可能变长。",
    ),
}
