"""Sign-in: what the claims of a provider give, and that nobody else sees anything."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from assistant.signing_in import FILE, BadSignIn, NotAdmitted, SignIn, sign_in_of
from assistant.texts import say
from semantic_layer.query import Who
from tests.ui.pages import APP, texts

PROVIDER = """\
[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "wenshu"
client_secret = "s3cret-of-the-client"
server_metadata_url = "http://localhost:9/.well-known/openid-configuration"
"""
PERSON = """\
[person]
name = "email"
roles = "groups"
allowed_roles = ["analyst", "manager"]
[person.attributes]
region = "region"
"""
ADA = {
    "is_logged_in": True,
    "email": "ada@example.com",
    "email_verified": True,
    "groups": ["manager", "analyst", "manager"],
    "region": "East",
    "iat": time.time(),
}
HOUR = 3600


@pytest.fixture
def mapping(tmp_path):
    (tmp_path / FILE).write_text(PROVIDER + PERSON)
    return sign_in_of(tmp_path)


def test_claims_become_a_name_roles_and_attributes(mapping):
    assert mapping.person(ADA) == Who("ada@example.com", ("analyst", "manager"), (("region", "East"),))
    assert mapping.person({**ADA, "groups": "analyst"}).roles == ("analyst",)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"email": ""}, "no_name"),
        ({"email": None}, "no_name"),
        ({"email": ["ada@example.com"]}, "no_name"),
        ({"email_verified": False}, "unverified"),
        ({"email_verified": "false"}, "unverified"),
        ({"email_verified": "False"}, "unverified"),
        ({"email_verified": "no"}, "unverified"),
        ({"email_verified": 0}, "unverified"),
        ({"email_verified": None}, "unverified"),
        ({"groups": []}, "no_roles"),
        ({"groups": None}, "no_roles"),
        ({"groups": {"analyst": True}}, "no_roles"),
        ({"groups": ["analyst", 7]}, "no_roles"),
        ({"groups": ["visitor"]}, "not_allowed"),
        ({"region": None}, "no_attribute"),
        ({"region": ["East", "West"]}, "no_attribute"),
    ],
)
def test_a_claim_that_is_missing_or_of_another_kind_keeps_the_person_outside(mapping, changed, reason):
    with pytest.raises(NotAdmitted) as refused:
        mapping.person({**ADA, **changed})
    assert refused.value.reason == reason


def test_without_a_section_on_persons_the_address_is_the_name_and_gives_no_rights(tmp_path):
    (tmp_path / FILE).write_text(PROVIDER)
    assert sign_in_of(tmp_path) == SignIn("http://localhost:8501/oauth2callback")
    assert sign_in_of(tmp_path).person(ADA) == Who("ada@example.com")


@pytest.mark.parametrize(
    ("hours", "issued", "is_over"),
    [
        ("", 11 * HOUR, False),
        ("", 13 * HOUR, True),
        ("hours = 0.5", 1000, False),
        ("hours = 0.5", 2000, True),
        ("", None, True),
        ("", "now", True),
    ],
)
def test_a_sign_in_counts_for_some_hours_and_never_without_a_time(tmp_path, hours, issued, is_over):
    (tmp_path / FILE).write_text(f"{PROVIDER}[person]\n{hours}")
    now = 2_000_000_000.0
    claims = {**ADA, "iat": now - issued if isinstance(issued, int) else issued}
    assert sign_in_of(tmp_path).is_over(claims, now) == is_over


def test_the_server_answers_to_the_name_that_people_sign_in_under(tmp_path, monkeypatch):
    from assistant.serving import command

    monkeypatch.setenv("WENSHU_HOME", str(tmp_path))
    own = [f"--server.allowedHosts={name}" for name in ("127.0.0.1", "localhost")]
    assert command(8501)[-2:] == own
    public = PROVIDER.replace("http://localhost:8501", "https://wenshu.example.com")
    (tmp_path / FILE).write_text(public)
    assert command(8501)[-3:] == [*own, "--server.allowedHosts=wenshu.example.com"]
    assert "--server.corsAllowedOrigins=https://wenshu.example.com" in command(8501)
    assert sign_in_of(tmp_path).address(8501) == "https://wenshu.example.com"
    (tmp_path / FILE).write_text(PROVIDER.replace("localhost:8501", "127.0.0.1:{port}"))
    assert sign_in_of(tmp_path).address(8600) == "http://127.0.0.1:8600"
    (tmp_path / FILE).write_text("[auth")
    assert command(8501)[-2:] == own


def test_the_file_that_the_settings_page_shows_can_be_used(tmp_path):
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")
    shown = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / FILE).write_text(shown.replace("…", "0123456789abcdef" * 2))
    assert sign_in_of(tmp_path) == SignIn(
        "https://wenshu.example.com/oauth2callback",
        "email", "groups", ("analyst", "manager"), (("region", "region"),), ("manager",), 12,
    )  # fmt: skip


def test_no_file_is_no_sign_in(tmp_path):
    assert sign_in_of(tmp_path) is None


@pytest.mark.parametrize(
    ("file", "named"),
    [
        ("", "auth.client_id"),
        ("[auth", "TOMLDecodeError"),
        ("auth = 3", "auth"),
        (PROVIDER.replace("client_id", "klient_id"), "auth.client_id"),
        (PROVIDER.replace("0123456789abcdef0123456789abcdef", "short"), "auth.cookie_secret"),
        (PROVIDER.replace("oauth2callback", "callback"), "auth.redirect_uri"),
        (PROVIDER.replace("http://localhost:8501", "localhost:8501"), "auth.redirect_uri"),
        (PROVIDER + "[person]\nhours = 0", "person.hours"),
        (PROVIDER + "[person]\nhours = '12'", "person.hours"),
        (PROVIDER + "[person]\nrole = 'groups'", "person.role"),
        (PROVIDER + "[person]\nname = ''", "person.name"),
        (PROVIDER + "[person]\nallowed_roles = ['a']", "person.roles"),
        (PROVIDER + "[person]\nroles = 'g'\nallowed_roles = 'a'", "person.allowed_roles"),
        (PROVIDER + "[person.attributes]\nregion = 3", "person.attributes"),
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_and_never_an_open_door(tmp_path, file, named):
    (tmp_path / FILE).write_text(file)
    with pytest.raises(BadSignIn) as wrong:
        sign_in_of(tmp_path)
    assert named in str(wrong.value)
    assert "s3cret" not in str(wrong.value)


@pytest.fixture
def behind_sign_in(demo_home, tmp_path, monkeypatch):
    """Open a page of a server where a sign-in is set up, as whoever has these claims."""
    monkeypatch.setenv("WENSHU_MODEL", str(demo_home / "demo"))
    (tmp_path / FILE).write_text(PROVIDER + PERSON)
    monkeypatch.setenv("WENSHU_HOME", str(tmp_path))
    monkeypatch.setattr("ui.sign_in.find_spec", lambda name: object())

    def opened(claims, language="en", name="ask", **address):
        page = AppTest.from_file(APP, default_timeout=300)
        page._page_hash = calc_hash("" if name == "ask" else name)
        page.user = claims
        for key, value in {"lang": language, **address}.items():
            page.query_params[key] = value
        page.run()
        assert not page.exception, page.exception
        return page

    return opened


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_has_not_signed_in_sees_the_way_in_and_nothing_else(behind_sign_in, language):
    page = behind_sign_in({"is_logged_in": False}, language)
    assert [button.key for button in page.button] == ["sign-in"]
    assert page.button[0].label == say("sign_in.in", language)
    assert len(page.chat_input) == 0 and len(page.get("page_link")) == 0 and "1 Nov" not in texts(page)


@pytest.mark.parametrize(
    "claims",
    [{}, {"email": "ada@example.com"}, {**ADA, "is_logged_in": "yes"}, {**ADA, "iat": time.time() - 13 * HOUR}],
)
def test_claims_without_a_sign_in_are_nobodys(behind_sign_in, claims):
    assert [button.key for button in behind_sign_in(claims).button] == ["sign-in"]


def test_who_is_not_admitted_is_told_why_and_can_leave(behind_sign_in):
    page = behind_sign_in({**ADA, "groups": ["visitor"]})
    assert "none of your roles" in texts(page)
    assert [button.key for button in page.button] == ["sign-out"]


def test_a_missing_package_keeps_everybody_out(behind_sign_in, monkeypatch):
    monkeypatch.setattr("ui.sign_in.find_spec", lambda name: None)
    page = behind_sign_in({"is_logged_in": False})
    assert "wenshu[sign-in]" in texts(page) and len(page.button) == 0


def test_a_damaged_file_keeps_everybody_out(behind_sign_in, tmp_path):
    (tmp_path / FILE).write_text("[auth")
    page = behind_sign_in(ADA)
    assert "cannot be used" in texts(page) and len(page.button) == 0


def test_who_signed_in_asks_under_their_own_name_and_can_leave(behind_sign_in):
    page = behind_sign_in(ADA)
    assert "ada@example.com" in texts(page).replace("\u200b", "")
    assert "sign-out" in [button.key for button in page.button]
    page.chat_input[0].set_value("revenue by channel").run()
    assert not page.exception and len(page.dataframe) >= 1
    address = page.query_params["c"]
    other = behind_sign_in({**ADA, "email": "bo@example.com"}, c=address[0] if isinstance(address, list) else address)
    assert "Conversation not found" in texts(other) and len(other.dataframe) == 0


def test_the_audit_page_shows_everybodys_questions_to_auditors_alone(behind_sign_in, demo, tmp_path):
    from assistant.answer import answer
    from assistant.question import Question

    for name, text in (("bo@example.com", "revenue by channel"), ("ada@example.com", "orders by channel")):
        answer(replace(Question.of(text), who=Who(name)), demo.seen_by(Who(name)))
    own = behind_sign_in(ADA, name="audit")
    assert set(own.dataframe[0].value.iloc[:, 1]) == {"ada@example.com"}
    assert len(own.tabs) == 0 and "Your own questions" in texts(own)
    (tmp_path / FILE).write_text(
        PROVIDER + PERSON.replace("[person.attributes]", "auditor_roles = ['manager']\n[person.attributes]")
    )
    everybody = behind_sign_in(ADA, name="audit")
    assert {"ada@example.com", "bo@example.com"} <= set(everybody.dataframe[0].value.iloc[:, 1])
