"""Other ways to type one question, which mean the same, and words that mean something else.

Rule: what is listed as the same carries no content; what is listed as content may never disappear without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from opencc import OpenCC

_FULL_WIDTH = {ord(c): chr(ord(c) + 0xFEE0) for c in map(chr, range(0x21, 0x7F))}
_TRADITIONAL = OpenCC("s2t")

SAME_IN_ENGLISH: Mapping[str, Callable[[str], str]] = {
    "please": lambda text: f"{text.rstrip('?')}, please",
    "greeting": lambda text: f"Hi, {text}",
    "thanks": lambda text: f"{text} Thanks!",
    "upper case": str.upper,
    "lower case": str.lower,
    "full width": lambda text: text.translate(_FULL_WIDTH),
    "spaces": lambda text: f"  {text.replace(' ', '   ')} ",
    "no question mark": lambda text: text.rstrip("?"),
}
SAME_IN_CHINESE: Mapping[str, Callable[[str], str]] = {
    "please": lambda text: f"请问{text}",
    "for me": lambda text: f"麻烦帮我查一下{text}",
    "thanks": lambda text: f"{text.rstrip('？')}，谢谢",
    "traditional": _TRADITIONAL.convert,
    "full width": lambda text: text.translate(_FULL_WIDTH),
    "spaces": lambda text: f" {text} ",
    "no question mark": lambda text: text.rstrip("？"),
}


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


CONTENT_IN_ENGLISH = _words(
    """
    profitable discounted premium urgent rural seasonal digital imported organic vegan weekend night winter holiday
    loyal anonymous married retired foreign local wholesale subscription insured vaccinated allergic wireless
    refunded damaged expired certified archived duplicate fraudulent pending approved rejected unpaid weekly
    manager supplier warehouse competitor budget forecast inflation satisfaction temperature salary commission
    net gross adjusted weighted normalized median cumulative average estimated projected returning new inactive
    economy health media energy standard high low senior junior first basic gold east web
    """
)
CONTENT_IN_CHINESE = _words(
    """
    盈利 打折 高端 紧急 农村 季节性 进口 有机 素食 周末 夜间 冬季 节假日 忠诚 匿名 已婚 退休 海外 本地 批发
    过敏 无线 破损 过期 认证 归档 重复 欺诈 待审批 驳回 未付款 经理 供应商 仓库 竞争对手 预算 预测 通胀 气温
    工资 佣金 调整后 加权 中位数 累计 平均 预计 回头客 新客 不活跃 经济 媒体 能源 标准 高 低 高级 初级 首次
    普通 金卡 华东
    """
)
NONSENSE = ("frobnicate", "quuxly", "zzyzx", "blorpish", "snarkle")
NONSENSE_IN_CHINESE = ("魑魅", "饕餮", "囫囵", "犄角", "旮旯")
