"""How the loose words of a manager were understood, and what only a test can tell."""

from semantic_layer.model import Text

TEXTS = {
    "assume.loose_loyal": Text(
        "loyal is understood as: who bought again after the first purchase", "“忠诚”理解为：首次购买之后是否再次购买"
    ),
    "assume.loose_losing": Text(
        "lost is understood as: bought before, and not since", "“流失”理解为：此前购买过、之后没有再购买"
    ),
    "assume.loose_worth": Text(
        "worth is understood as: what customers are expected to spend from now on",
        "“价值”理解为：今后预计还会消费的金额",
    ),
    "assume.loose_again": Text(
        "coming back is understood as: the days between two purchases", "“再次购买”理解为：两次购买之间的天数"
    ),
    "assume.loose_focus": Text(
        "whom to look after is understood as: the actions agreed for each segment",
        "“应关注谁”理解为：各分群已约定的措施",
    ),
    "refuse.unusual_of_what": Text(
        "Say which figure should be looked at; “unusual” alone could mean any of them.",
        "请说明要检查哪个指标，仅说“异常”无法确定所指。",
    ),
    "refuse.effect_needs_test": Text(
        "Orders alone do not tell whether it works: those who got an offer may have bought anyway. A test with a "
        "control group can tell.",
        "仅凭订单无法判断是否有效：得到优惠的客户可能本来就会购买。需要有对照组的测试才能判断。",
    ),
}
