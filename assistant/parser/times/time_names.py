"""Names of months, weekdays, holidays and campaigns in both languages.

Rule: names only, as data; which period a name means is decided where it is used. Patterns are matched in lower-case
text.
"""

from __future__ import annotations

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    {name: n for n, name in enumerate(MONTH_NAMES, 1)}
    | {name[:3]: n for n, name in enumerate(MONTH_NAMES, 1)}
    | {"sept": 9}
)
WEEKDAYS = {name: n for n, name in enumerate(WEEKDAY_NAMES, 1)}
SHORT_WEEKDAYS = {
    "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7,
}  # fmt: skip
NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
CHINESE_WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7, "末": 0}
ENGLISH_HOLIDAYS: tuple[tuple[str, str], ...] = (
    ("black_friday", r"black friday"),
    ("cyber_monday", r"cyber monday"),
    ("thanksgiving", r"thanksgiving(?: day)?"),
    ("christmas_eve", r"christmas eve|xmas eve"),
    ("christmas", r"(?:christmas|xmas)(?: day)?(?! eve)"),
    ("boxing_day", r"boxing day"),
    ("new_year", r"new year'?s(?: day)?(?! eve)"),
    ("valentines_day", r"valentine'?s?(?: day)?"),
    ("easter", r"easter(?: sunday)?"),
    ("halloween", r"halloween"),
    ("mothers_day", r"mother'?s day"),
    ("fathers_day", r"father'?s day"),
    ("womens_day", r"(?:international )?women'?s day"),
    (
        "spring_festival",
        r"chinese new year(?! eve)|lunar new year(?! eve)|spring festival|cny(?= (?:holiday|period|week|20\d\d))",
    ),
    ("spring_festival_eve", r"(?:chinese|lunar) new year'?s? eve"),
    ("lantern", r"lantern festival"),
    ("qingming", r"qingming(?: festival)?|tomb[- ]sweeping day"),
    ("labour_day", r"(?:chinese )?(?:labou?r|may) day holiday|may day|labou?r day"),
    ("dragon_boat", r"dragon boat(?: festival)?"),
    ("qixi", r"qixi(?: festival)?"),
    ("mid_autumn", r"mid[- ]autumn(?: festival)?"),
    ("double_ninth", r"double ninth(?: festival)?|chongyang"),
    ("national_day", r"(?:chinese |china )?national day(?: holiday)?|golden week"),
    ("618_day", r"june 18th? \(618\)|618 day"),
    ("618", r"(?<![\d.,])618(?![\d.,%])(?! day)(?: (?:sale|festival|campaign|promotion))?"),
    ("double_11", r"singles'?'? day|double (?:11|eleven)(?!\d)|11[./]11(?!\d)"),
    ("double_12", r"double (?:12|twelve)(?!\d)|12[./]12(?!\d)"),
)
CHINESE_HOLIDAYS: tuple[tuple[str, str], ...] = (
    ("new_year", r"元旦节?"),
    ("spring_festival", r"春节|农历新年|过年"),
    ("spring_festival_eve", r"除夕夜?|大年三十"),
    ("lantern", r"元宵节?"),
    ("qingming", r"清明节?"),
    ("labour_day", r"劳动节|五一(?!月)(?:黄金周)?"),
    ("dragon_boat", r"端午节?"),
    ("qixi", r"七夕节?"),
    ("mid_autumn", r"中秋节?"),
    ("double_ninth", r"重阳节?"),
    ("national_day", r"国庆节?(?:黄金周)?|十一黄金周|十一长假"),
    ("womens_day", r"三八(?:妇女)?节|妇女节|女神节|女王节|38节"),
    ("618", r"(?<![\d.,])618(?![\d.,%])(?!当天|当日)|六一八(?!当天|当日)"),
    ("618_day", r"(?<![\d.,])618(?=当天|当日)|六一八(?=当天|当日)"),
    ("double_11", r"双(?:十一|11)(?!\d)|光棍节"),
    ("double_12", r"双(?:十二|12)(?!\d)"),
    ("valentines_day", r"情人节"),
    ("easter", r"复活节"),
    ("mothers_day", r"母亲节"),
    ("fathers_day", r"父亲节"),
    ("halloween", r"万圣节"),
    ("thanksgiving", r"感恩节"),
    ("black_friday", r"黑色星期五|黑五"),
    ("cyber_monday", r"网络星期一|网一"),
    ("christmas_eve", r"平安夜"),
    ("christmas", r"圣诞节?"),
    ("boxing_day", r"节礼日"),
)
