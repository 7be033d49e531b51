"""What is unusual, what comes next."""

from semantic_layer.model import Text

TEXTS: dict[str, Text] = {
    "tool.anomalies": Text("what is unusual", "异常检查"),
    "restate.anomalies.metric": Text("{value}", "{value}"),
    "restate.anomalies.grain": Text("by {value}", "按{value}"),
    "restate.anomalies.by": Text("each {value} on its own", "各{value}分别判断"),
    "restate.anomalies.threshold": Text(
        "beyond {value} robust standard deviations of the past",
        "偏离以往超过 {value} 个稳健标准差",
    ),
    "choice.day": Text("day", "日"),
    "choice.year": Text("year", "年"),
    "column.usual": Text("usual", "通常水平"),
    "column.z": Text("distance (z)", "偏离程度（z）"),
    "key.low.range": Text("from", "下限"),
    "key.high.range": Text("to", "上限"),
    "chart.usual_range": Text("usual range", "正常范围"),
    "chart.forecast": Text("interval", "预测区间"),
    "chart.reason.usual_range": Text(
        "A line with its usual range behind it; values outside are marked.",
        "折线背后的色带是正常范围，超出的点单独标出。",
    ),
    "chart.reason.forecast": Text(
        "What is known is solid, the forecast dashed, its interval the band.",
        "已知数据为实线，预测为虚线，色带为预测区间。",
    ),
    "finding.unusual_one_high": Text(
        "One of {looked:value/values} stands out: {metric} of {value:b} for {period:b}, unusually high (usually about "
        "{usual}).",
        "检查的 {looked} 个数值中有 1 个异常：{period:b}的{metric}为 {value:b}，明显偏高（通常约 {usual}）。",
    ),
    "finding.unusual_one_low": Text(
        "One of {looked:value/values} stands out: {metric} of {value:b} for {period:b}, unusually low (usually about "
        "{usual}).",
        "检查的 {looked} 个数值中有 1 个异常：{period:b}的{metric}为 {value:b}，明显偏低（通常约 {usual}）。",
    ),
    "finding.unusual_high": Text(
        "{flagged:b} of {looked:value/values} {flagged:=stands/stand} out. Furthest out: {metric} of {value:b} for "
        "{period:b}, unusually "
        "high (usually about {usual}).",
        "检查的 {looked} 个数值中有 {flagged:b} 个异常，偏离最大的是{period:b}：{metric}为 {value:b}，明显偏高（"
        "通常约 {usual}）。",
    ),
    "finding.unusual_low": Text(
        "{flagged:b} of {looked:value/values} {flagged:=stands/stand} out. Furthest out: {metric} of {value:b} for "
        "{period:b}, unusually "
        "low (usually about {usual}).",
        "检查的 {looked} 个数值中有 {flagged:b} 个异常，偏离最大的是{period:b}：{metric}为 {value:b}，明显偏低（"
        "通常约 {usual}）。",
    ),
    "finding.unusual_one_group_high": Text(
        "One of {looked:value/values} stands out: {group:b} for {period:b}, {metric} of {value:b}, unusually high "
        "(usually about {usual}).",
        "检查的 {looked} 个数值中有 1 个异常：{group:b}在{period:b}的{metric}为 {value:b}，明显偏高（通常约 "
        "{usual}）。",
    ),
    "finding.unusual_one_group_low": Text(
        "One of {looked:value/values} stands out: {group:b} for {period:b}, {metric} of {value:b}, unusually low "
        "(usually about {usual}).",
        "检查的 {looked} 个数值中有 1 个异常：{group:b}在{period:b}的{metric}为 {value:b}，明显偏低（通常约 "
        "{usual}）。",
    ),
    "finding.unusual_group_high": Text(
        "{flagged:b} of {looked:value/values} {flagged:=stands/stand} out. Furthest out: {group:b} for {period:b}, "
        "{metric} of {value:b}"
        ", unusually high (usually about {usual}).",
        "检查的 {looked} 个数值中有 {flagged:b} 个异常，偏离最大的是{group:b}在{period:b}的{metric}：{value:b}，"
        "明显偏高（通常约 {usual}）。",
    ),
    "finding.unusual_group_low": Text(
        "{flagged:b} of {looked:value/values} {flagged:=stands/stand} out. Furthest out: {group:b} for {period:b}, "
        "{metric} of {value:b}"
        ", unusually low (usually about {usual}).",
        "检查的 {looked} 个数值中有 {flagged:b} 个异常，偏离最大的是{group:b}在{period:b}的{metric}：{value:b}，"
        "明显偏低（通常约 {usual}）。",
    ),
    "finding.unusual_last_high": Text(
        "The latest is {period:b} with {value} (high; usually about {usual}).",
        "最近一次是{period:b}，为 {value}（偏高，通常约 {usual}）。",
    ),
    "finding.unusual_last_low": Text(
        "The latest is {period:b} with {value} (low; usually about {usual}).",
        "最近一次是{period:b}，为 {value}（偏低，通常约 {usual}）。",
    ),
    "finding.unusual_last_group_high": Text(
        "The latest is {group} for {period:b} with {value} (high; usually about {usual}).",
        "最近一次是{group}在{period:b}的 {value}（偏高，通常约 {usual}）。",
    ),
    "finding.unusual_last_group_low": Text(
        "The latest is {group} for {period:b} with {value} (low; usually about {usual}).",
        "最近一次是{group}在{period:b}的 {value}（偏低，通常约 {usual}）。",
    ),
    "finding.unusual_none": Text(
        "Nothing unusual: of {looked:value/values} of {metric} looked at, none leaves its usual range. "
        "Nearest to its edge: {value} for {period} (usually about {usual}).",
        "没有发现异常：检查的 {looked} 个{metric}数值都在正常范围内。最接近边界的是{period}的 {value}（通常约 "
        "{usual}）。",
    ),
    "finding.unusual_unknown": Text(
        "Nothing can be said: before each of the {looked:value/values}, {metric} did not vary at all.",
        "无法判断：所检查的 {looked} 个{metric}数值，其以往同期数值完全没有波动。",
    ),
    "finding.unusual_chance": Text(
        "With {looked:value/values} looked at, about {expected} would be flagged by chance alone.",
        "共检查 {looked} 个数值，仅因随机波动预计约有 {expected} 个会被标为异常。",
    ),
    "finding.unusual_by_chance": Text(
        "That is no more than chance alone would give: about {expected} of {looked:value/values}.",
        "这并不多于随机波动本身会带来的数量：{looked} 个数值中约 {expected} 个。",
    ),
    "caveat.year_not_known": Text(
        "The time of year is not taken into account: less than nine years are known.",
        "未考虑一年中的季节因素：已有数据不足九年。",
    ),
    "caveat.no_spread": Text(
        "Of {all:value/values} {n} cannot be judged: the earlier ones they are held against do not vary.",
        "{all} 个数值中有 {n} 个无法判断：用作对照的以往数值没有波动。",
    ),
    "caveat.periods_without_value": Text(
        "{n:period has/periods have} no value and were skipped.",
        "{n} 个期间没有数值，已跳过。",
    ),
    "tool.forecast": Text("forecast", "预测"),
    "restate.forecast.metric": Text("{value}", "{value}"),
    "given.forecast.grain": Text("by {value}", "按{value}"),
    "restate.forecast.level": Text("{value} range", "{value}区间"),
    "word.method.naive": Text("the last value carried forward", "沿用最近一期"),
    "value.seasonal_naive": Text("the value of one season ago", "沿用上一季同期"),
    "value.damped": Text("a trend that levels off (damped smoothing)", "逐渐放缓的趋势（阻尼指数平滑）"),
    "value.damped_seasonal": Text(
        "a trend that levels off, with the season (damped smoothing)",
        "逐渐放缓的趋势加季节性（阻尼指数平滑）",
    ),
    "column.mae": Text("mean error (MAE)", "平均误差（MAE）"),
    "column.mase": Text("error as a multiple of carrying forward (MASE)", "误差相对沿用上期的倍数（MASE）"),
    "column.coverage": Text("inside the range", "区间覆盖率"),
    "column.origins": Text("tests", "回测次数"),
    "finding.forecast_one": Text(
        "{metric:c} is expected to be about {value:b} for {period}, between {low} and {high} with a chance of {level}.",
        "预计{period}的{metric}约为 {value:b}，有 {level} 的可能在 {low} 至 {high} 之间。",
    ),
    "finding.forecast_sum": Text(
        "{metric:c} is expected to come to about {value:b} from {first_period} to {last_period}, between {low} "
        "and {high} with a chance of {level}.",
        "预计{first_period}至{last_period}的{metric}合计约 {value:b}，有 {level} 的可能在 {low} 至 {high} 之间。",
    ),
    "finding.forecast_rest": Text(
        "{metric:c} is expected to end at about {value:b}: {known} so far, and {ahead} from {first_period} to "
        "{last_period}; between {low} and {high} with a chance of {level}.",
        "预计全期{metric}约 {value:b}：已实现 {known}，{first_period}至{last_period}预计 {ahead}；有 {level} 的可"
        "能在 {low} 至 {high} 之间。",
    ),
    "finding.forecast_last_known": Text(
        "The last whole period, {period}, had {value}.",
        "最近一个完整期间{period}为 {value}。",
    ),
    "finding.forecast_error_naive": Text(
        "Tried on the past, carrying the last value forward came closest: {mae} off on average; the {level} "
        "range held {coverage} of the values in {origins:test/tests}.",
        "用历史数据检验，沿用最近一期最接近实际：平均相差 {mae}；{origins} 次检验中，{level}区间包含了 "
        "{coverage} 的实际值。",
    ),
    "finding.forecast_error_seasonal_naive": Text(
        "Tried on the past, the value of one season ago came closest: {mae} off on average; the {level} range "
        "held {coverage} of the values in {origins:test/tests}.",
        "用历史数据检验，沿用上一周期同期最接近实际：平均相差 {mae}；{origins} 次检验中，{level}区间包含了 "
        "{coverage} 的实际值。",
    ),
    "finding.forecast_error_damped": Text(
        "Tried on the past, going on with a trend that levels off came closest: {mae} off on average; the "
        "{level} range held {coverage} of the values in {origins:test/tests}.",
        "用历史数据检验，延续逐渐放缓的趋势最接近实际：平均相差 {mae}；{origins} 次检验中，{level}区间包含了 "
        "{coverage} 的实际值。",
    ),
    "finding.forecast_error_damped_seasonal": Text(
        "Tried on the past, a trend that levels off together with the season came closest: {mae} off on average; "
        "the {level} range held {coverage} of the values in {origins:test/tests}.",
        "用历史数据检验，延续逐渐放缓的趋势并计入季节性最接近实际：平均相差 {mae}；{origins} 次检验中，"
        "{level}区间包含了 {coverage} 的实际值。",
    ),
    "finding.forecast_better": Text(
        "Its error is {gain} smaller than that of simply carrying the last value forward.",
        "其误差比简单沿用最近一期小 {gain}。",
    ),
    "caveat.forecast_goes_on": Text(
        "The forecast takes it that things go on as before; it knows of no plans, promotions or prices.",
        "预测假定一切照旧，不考虑计划、促销或调价。",
    ),
    "caveat.season_not_tested": Text(
        "A yearly season could not be tested: two years and more are needed before the first test. Peaks of the "
        "year are not in the forecast.",
        "无法检验年度季节性：首次回测之前至少需要两年数据，因此预测不含旺季淡季。",
    ),
    "caveat.few_origins": Text(
        "Only {n:test/tests} on the past stand behind the range: its width is rough.",
        "区间只基于 {n} 次历史检验，宽度较粗略。",
    ),
    "caveat.missing_as_zero": Text(
        "{n} of {all:period/periods} hold no rows and count as 0.",
        "{all} 个期间中有 {n} 个没有数据，按 0 计。",
    ),
    "caveat.steps_before": Text(
        "The rows begin with what lies between the last whole period and the period asked for.",
        "表中先列出最近完整期间与所问期间之间的各期。",
    ),
    "caveat.interval_at_zero": Text("The range reaches down to 0.", "预测区间的下限已到 0。"),
    "refuse.forecast_of_past": Text(
        "A forecast is of a period that lies ahead; this one is over. Ask for its figure instead.",
        "预测针对的是未来期间，而所问期间已经结束，请直接查询其数值。",
    ),
    "refuse.series_broken": Text(
        "The series has holes: {missing} of {periods:period/periods} hold no data, {at_end} of them at its end. It "
        "cannot be continued.",
        "序列不完整：{periods} 个期间中有 {missing} 个没有数据，其中末尾 {at_end} 个，无法预测。",
    ),
    "parameter.metric": Text("metric", "指标"),
}
