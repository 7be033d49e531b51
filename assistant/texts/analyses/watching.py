"""What a watch says of its number."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "finding.watch_unusual_high": Text(
        "{metric:c} was {value} for {period}, unusually high (usually about {usual}).",
        "{period}的{metric}为 {value}，明显偏高（通常约 {usual}）。",
    ),
    "finding.watch_unusual_low": Text(
        "{metric:c} was {value} for {period}, unusually low (usually about {usual}).",
        "{period}的{metric}为 {value}，明显偏低（通常约 {usual}）。",
    ),
    "finding.watch_usual": Text(
        "{metric:c} was {value} for {period}, as usual (about {usual}).",
        "{period}的{metric}为 {value}，属正常范围（通常约 {usual}）。",
    ),
    "finding.watch_above": Text(
        "{metric:c} was {value} for {period}, above its limit of {high}.",
        "{period}的{metric}为 {value}，高于上限 {high}。",
    ),
    "finding.watch_below": Text(
        "{metric:c} was {value} for {period}, below its limit of {low}.",
        "{period}的{metric}为 {value}，低于下限 {low}。",
    ),
    "finding.watch_inside": Text(
        "{metric:c} was {value} for {period}, inside its band.",
        "{period}的{metric}为 {value}，在设定区间内。",
    ),
    "finding.watch_fell": Text(
        "{metric:c} fell by {change}: {value} for {period}, against {base} for {base_period}.",
        "{metric}下降 {change}：{period}为 {value}，{base_period}为 {base}。",
    ),
    "finding.watch_rose": Text(
        "{metric:c} rose by {change}: {value} for {period}, against {base} for {base_period}.",
        "{metric}上升 {change}：{period}为 {value}，{base_period}为 {base}。",
    ),
    "finding.watch_steady_up": Text(
        "{metric:c} was {value} for {period}, {change} more than for {base_period} ({base}).",
        "{period}的{metric}为 {value}，比{base_period}（{base}）高 {change}。",
    ),
    "finding.watch_steady_down": Text(
        "{metric:c} was {value} for {period}, {change} less than for {base_period} ({base}).",
        "{period}的{metric}为 {value}，比{base_period}（{base}）低 {change}。",
    ),
}
