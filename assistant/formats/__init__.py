"""How values are written: the one formatter of every surface.

Rule: a value has two forms, short (at most four significant digits, for headlines and labels) and exact (tables,
tooltips, exports), and the same form is the same string everywhere. Rounding is half-up on `Decimal`; a unit is
chosen after rounding; unit and format come from the metric, never from the look of a value. An undefined value is
a dash, and neither a dash nor "no data" is ever 0.
"""

from assistant.formats.dates import (
    MONTHS,
    UNDEFINED,
    WEEKDAYS,
    calendar_part,
    day,
    day_range,
    fiscal_year,
    month,
    period,
    plain,
    quarter,
    week,
    week_name,
    window,
    year,
)
from assistant.formats.numbers import Form, change_rate, count, interval, ordinal, percent, write
from assistant.formats.scales import (
    AS_USUAL,
    NumberStyle,
    Scale,
    column_scale,
    is_number,
    round_half_up,
    scale_for,
    significant,
    to_decimal,
)
from assistant.formats.units import currency_sign, unit_word

__all__ = [
    "AS_USUAL", "MONTHS", "UNDEFINED", "WEEKDAYS", "Form", "NumberStyle", "Scale", "calendar_part", "change_rate",
    "column_scale", "count", "currency_sign", "day", "day_range", "fiscal_year", "interval", "is_number", "month",
    "ordinal", "percent", "period", "plain", "quarter", "round_half_up", "scale_for", "significant", "to_decimal",
    "unit_word", "week", "week_name", "window", "write", "year",
]  # fmt: skip
