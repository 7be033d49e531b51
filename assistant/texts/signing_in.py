"""What is said to somebody who signs in, or may not."""

from __future__ import annotations

from collections.abc import Mapping

from semantic_layer.model import Text

TEXTS: Mapping[str, Text] = {
    "sign_in.about": Text("Sign in to ask about the data.", "请先登录，再提问。"),
    "sign_in.in": Text("Sign in", "登录"),
    "sign_in.out": Text("Sign out", "退出登录"),
    "sign_in.bad_file": Text(
        "Sign-in is set up, but its file cannot be used: {what}. Nobody can enter until it is corrected.",
        "已设置登录，但其配置文件无法使用：{what}。更正之前任何人都不能进入。",
    ),
    "sign_in.needs_extra": Text(
        "Sign-in is set up and needs one more package: install {extra}.",
        "已设置登录，还需另装一个软件包：请安装 {extra}。",
    ),
    "sign_in.no_name": Text(
        "You are signed in, but {claim} is missing, so it is not known who you are.",
        "您已登录，但缺少 {claim}，无法确认您的身份。",
    ),
    "sign_in.unverified": Text(
        "You are signed in, but your address ({claim}) was not verified.",
        "您已登录，但您的邮箱（{claim}）尚未验证。",
    ),
    "sign_in.no_roles": Text(
        "You are signed in, but {claim} names no role, so it is not known what you may see.",
        "您已登录，但 {claim} 中没有角色，无法确认您的查看权限。",
    ),
    "sign_in.not_allowed": Text(
        "You are signed in, but none of your roles ({claim}) may use this page.",
        "您已登录，但您的角色（{claim}）均无权使用本页面。",
    ),
    "sign_in.no_attribute": Text(
        "You are signed in, but {claim} is missing, so it is not known what you may see.",
        "您已登录，但缺少 {claim}，无法确认您的查看权限。",
    ),
}
