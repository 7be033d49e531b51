"""The answer to "will it rise", as one sentence for every outcome, direction and length of time."""

from semantic_layer.model import Text

_VERDICTS = {
    ("yes", "up"): ("Probably yes", "很可能会上升"),
    ("yes", "down"): ("Probably yes", "很可能会下降"),
    ("no", "up"): ("Probably not", "很可能不会上升"),
    ("no", "down"): ("Probably not", "很可能不会下降"),
    ("open", "up"): ("Too close to call", "目前难以判断是否上升"),
    ("open", "down"): ("Too close to call", "目前难以判断是否下降"),
}
_WHEN = {
    "one": ("in {last_period}", "{last_period}"),
    "several": ("from {first_period} to {last_period}", "{first_period}至{last_period}"),
}


def _said(answer: str, asked: str, length: str) -> Text:
    (verdict, ruling), (when, time) = _VERDICTS[answer, asked], _WHEN[length]
    en = f"{verdict}: {{metric}} is expected at about {{value:b}} ({{level}} range {{interval}}), "
    zh = f"{ruling}：{{metric}}预计约 {{value:b}}（{{level}} 区间 {{interval}}），{time}为 {{before}}"
    if answer == "open":
        return Text(f"{en}and the {{before}} {when} lies within that range.", f"{zh}，落在该区间内。")
    return Text(f"{en}against {{before}} {when}.", f"{zh}。")


TEXTS = {
    "given.forecast.asked": Text("will it go {value}?", "会{value}吗？"),
    **{
        f"finding.forecast_{answer}_{asked}_{length}": _said(answer, asked, length)
        for answer, asked in _VERDICTS
        for length in _WHEN
    },
}
