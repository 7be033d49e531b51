"""A chart as a picture: PNG at twice its size, or SVG, with headline, restatement and receipt below it.

Rule: the picture is drawn here, from the spec on screen, without a network; what draws it is an optional package.
Where the machine has no face for Chinese, a picture with Chinese in it is not made: it would show empty boxes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from assistant import formats
from assistant.answer_parts import Section
from assistant.charts.theme import FONT, themed
from assistant.texts import say
from assistant.visible import with_codes

if TYPE_CHECKING:
    from assistant.answer import Answer

Spec = dict[str, object]
T = TypeVar("T", str, bytes)
EXTRA = "wenshu[export]"
VEGA_LITE = "6.4"
SCALE, WIDTH, LINE = 2, 720, 92  # LINE: columns of text below the picture, a Chinese character being two
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_BEYOND = re.compile(r"[\U00010000-\U0010ffff\ufe0f\u200d]+")  # what takes two places in the drawing library
_ADDRESS = re.compile(r' xmlns(?::\w+)?="[^"]*"')
_OWN_ID = re.compile(r'(id="|url\(#)((?:clip|gradient_)\w+)("|\))')
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text y="30" font-size="24" font-family="{}">{}</text></svg>'
)


def can_draw() -> bool:
    """Whether the package of the extra `export` is here."""
    return importlib.util.find_spec("vl_convert") is not None


@cache
def has_chinese_face() -> bool:
    """Whether two Chinese characters look different: without a face both are the same box, or nothing."""
    import vl_convert

    seen = {vl_convert.svg_to_png(_PROBE.format(FONT, character)) for character in "中文"}
    return len(seen) == 2


def needs_chinese_face(section: Section, answer: Answer) -> bool:
    """Whether any character of the picture is Chinese."""
    return bool(_HAN.search(json.dumps(picture(section, answer), ensure_ascii=False, default=str)))


def to_png(section: Section, answer: Answer) -> bytes:
    """The picture at twice its size, on white."""
    import vl_convert

    def draw(spec: Spec) -> bytes:
        made: bytes = vl_convert.vegalite_to_png(spec, vl_version=VEGA_LITE, scale=SCALE)
        return made

    return _drawn(draw, picture(section, answer))


def to_svg(section: Section, answer: Answer) -> bytes:
    """The picture as drawing; the reader's machine brings the face."""
    return _svg(picture(section, answer)).encode()


def inline_svg(section: Section) -> str:
    """The chart alone as an SVG element for a page of ours; it names no address, not even that of its own format.

    Its ids are its own: several drawings stand on one page, and a clip of the first must not cut the second.
    """
    made = _ADDRESS.sub("", _svg(plain_picture(section)))
    mark = hashlib.sha256(made.encode()).hexdigest()[:8]
    return _OWN_ID.sub(rf"\g<1>\g<2>-{mark}\g<3>", made)


def _svg(spec: Spec) -> str:
    import vl_convert

    return _drawn(lambda drawn: str(vl_convert.vegalite_to_svg(drawn, vl_version=VEGA_LITE)), spec)


def _drawn(draw: Callable[[Spec], T], spec: Spec) -> T:
    """Draw; the library cuts long labels in the middle of a sign such as an emoji and fails: without them it can."""
    try:
        return draw(spec)
    except ValueError:
        bare: Spec = json.loads(_BEYOND.sub("▯", json.dumps(spec, ensure_ascii=False, default=str)))
        return draw(bare)


def plain_picture(section: Section) -> Spec:
    """The chart alone, in light colours, at a width of its own instead of the page's."""
    assert section.chart.spec is not None
    spec = dict(themed(section.chart.spec, dark=False))
    if spec.get("width") == "container":
        spec["width"] = WIDTH
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    config = spec["config"]
    assert isinstance(config, Mapping)
    return {**spec, "config": {**config, "background": "white"}, "padding": 16}


def picture(section: Section, answer: Answer) -> Spec:
    """The chart with what was found, what was understood and the receipt below it."""
    day = formats.day(answer.as_of, answer.language)
    receipt = say("cli.receipt_line", answer.language, id=answer.receipt or formats.UNDEFINED, day=day)
    spec = plain_picture(section)
    spec["title"] = {
        "text": wrapped(with_codes(section.headline)), "subtitle": [*wrapped(with_codes(section.restatement)), receipt],
        "orient": "bottom", "anchor": "start", "align": "left", "offset": 16, "font": FONT, "subtitleFont": FONT,
        "fontSize": 14, "fontWeight": "normal", "color": "#1f2933", "subtitleColor": "#5b6770", "subtitlePadding": 6,
    }  # fmt: skip
    return spec


def wrapped(text: str, columns: int = LINE) -> list[str]:
    """Lines of at most `columns`, broken at spaces, or anywhere inside Chinese text.

    Examples
    --------
    >>> wrapped("revenue by region", 10), wrapped("华东销售额", 6)
    (['revenue by', 'region'], ['华东销', '售额'])
    """
    lines, line, used = [], "", 0
    for piece in re.findall(rf"{_HAN.pattern}|\s+|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+", text):
        size = sum(2 if _HAN.match(char) else 1 for char in piece)
        if used + size > columns and line.strip():
            lines.append(line.strip())
            line, used = "", 0
        line, used = line + piece, used + size
    return [*lines, line.strip()] if line.strip() else lines
