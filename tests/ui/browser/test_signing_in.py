"""Sign-in for real: a provider, a browser, a policy on rows, and two people who see nothing of each other."""

from __future__ import annotations

import re

import httpx
import pytest

from assistant.signing_in import FILE
from tests.assistant import tiny
from tests.ui.browser.conftest import Visits, start, stop
from tests.ui.browser.identity import CLIENT, SECRET, SPOILED, provider
from tests.ui.browser.steps import ask, becomes, box, comes_to, headlines, keyed, popover, said, settled
from tests.waiting import LONG

POLICY = """\
policies:
  - {name: own_region, dataset: sales, rows: "region = :who.region", applies_to: [manager]}
"""
SIGN_IN = """\
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "0123456789abcdef0123456789abcdef"
client_id = "{client}"
client_secret = "{secret}"
server_metadata_url = "{provider}/.well-known/openid-configuration"

[person]
roles = "groups"
allowed_roles = ["manager"]
[person.attributes]
region = "region"
"""
ADA = {"email": "ada@example.com", "email_verified": True, "groups": ["manager"], "region": "E"}
BO = {"email": "bo@example.com", "email_verified": True, "groups": ["manager"], "region": "W"}


@pytest.fixture(scope="module")
def identities():
    with provider() as started:
        yield started


@pytest.fixture(scope="module")
def office(identities, tmp_path_factory):
    """A server that people sign in to."""
    home = tmp_path_factory.mktemp("office")
    tiny.build(home / "demo", model=tiny.MODEL + POLICY)
    (home / FILE).write_text(SIGN_IN.format(client=CLIENT, secret=SECRET, provider=identities.address))
    started = start(home)
    yield started
    stop(started)
    assert started.reached() == []
    assert SECRET not in (home / "server.log").read_text("utf-8")


@pytest.fixture
def visit(office, browser):
    visits = Visits(browser, office.address)
    yield visits
    visits.close()
    assert visits.outside() == []


@pytest.fixture
def sign_in(visit, identities):
    """`sign_in(claims)` opens the page as this person; `spoil` is what is wrong with the token."""

    def signed_in(claims, *, spoil="", path="/"):
        identities.claims, identities.spoil = claims, spoil
        page = visit(path)
        button = keyed(page, "sign-in").get_by_role("button")
        button.wait_for()
        page.evaluate("window.isBefore = true")  # the page that signs in looks like the one that did not let in
        with page.expect_response(re.compile(r"/oauth2callback\?")):
            button.click()
        page.wait_for_function("!window.isBefore && document.querySelector('[data-testid=stApp]')")
        return page

    return signed_in


def test_two_managers_see_their_own_region_and_nothing_of_each_other(visit, sign_in, identities, office, keep):
    ada = sign_in(ADA)
    assert "900" in ask(ada, "revenue")
    assert "ada@example.com" in ada.get_by_test_id("stSidebar").inner_text().replace("\u200b", "")
    conversation = ada.url
    popover(ada, "Share").click()
    keyed(ada, "share-save-").get_by_role("button").click()
    keyed(ada, "share-open-").wait_for()
    saved = re.search(r"\ba=[\w-]+", ada.get_by_test_id("stPopoverBody").locator("code").text_content()).group()
    ada.keyboard.press("Escape")
    popover(ada, "Pin").click()
    ada.get_by_role("button", name="Pin to the board").click()
    ada.get_by_text("Pinned to My board.").wait_for()
    ada.goto(f"{office.address}/board?lang=en")
    keyed(ada, "tile-").first.wait_for()
    settled(ada)
    assert "900" in said(ada)
    ada.goto(f"{office.address}/settings?lang=en")
    ada.get_by_text("Signed in as").wait_for()
    settled(ada)
    assert re.search(r"Signed in as\s+ada@example\.com\s+Roles\s+manager", said(ada))

    bo = sign_in(BO)
    assert "300" in ask(bo, "revenue")
    becomes(keyed(bo, "recent-"), 1)
    for hidden in (conversation, f"{office.address}/?{saved}&lang=en"):
        bo.goto(hidden)
        bo.get_by_text("not found").first.wait_for()
        settled(bo)
        assert headlines(bo).count() == 0 and "900" not in said(bo)
    bo.goto(f"{office.address}/board?lang=en")
    bo.get_by_text("Nothing is pinned").wait_for()
    bo.goto(f"{office.address}/audit?lang=en")
    bo.get_by_text("Your own questions").wait_for()
    settled(bo)
    assert "ada" not in said(bo)

    ended = identities.signed_out
    keyed(ada, "sign-out").get_by_role("button").click()
    keyed(ada, "sign-in").wait_for()
    assert comes_to(ada, lambda: identities.signed_out, ended + 1) == ended + 1
    ada.goto(conversation)
    keyed(ada, "sign-in").wait_for()
    settled(ada)
    keep(ada, "signed-out")
    assert "900" not in said(ada) and box(ada).count() == 0
    bo.goto(f"{office.address}/?lang=en")
    assert "300" in ask(bo, "revenue")  # who stayed is not signed out with her


def entered(login, identities, spoil):
    """The cookies that say who somebody is, after going the way in to its end."""
    identities.spoil = spoil
    with httpx.Client(follow_redirects=True, trust_env=False, timeout=LONG) as person:
        assert person.get(login).status_code == 200
        return [name for name in person.cookies if "user" in name]


def test_a_token_that_is_not_for_this_page_lets_nobody_in(sign_in, identities):
    page = sign_in(ADA, spoil="signature")
    button = keyed(page, "sign-in").get_by_role("button")
    button.wait_for()
    settled(page)
    assert said(page).split("\n")[-1] == "Sign in" and box(page).count() == 0 and "Traceback" not in page.content()
    with page.expect_request(re.compile("/auth/login")) as followed:
        button.click()
    assert entered(followed.value.url, identities, "")
    assert [spoil for spoil in SPOILED if entered(followed.value.url, identities, spoil)] == []


def test_who_has_no_role_is_told_so_and_can_leave(sign_in):
    page = sign_in({**ADA, "groups": ["visitor"]})
    page.get_by_text("none of your roles").wait_for()
    keyed(page, "sign-out").get_by_role("button").click()
    keyed(page, "sign-in").wait_for()


def test_who_signs_in_or_out_comes_back_to_the_page_and_the_language_they_came_with(sign_in):
    page = sign_in(ADA, path="/board?lang=zh")
    page.get_by_text("看板").first.wait_for()
    settled(page)
    assert re.search(r"/board\?(.*&)?lang=zh", page.url)
    keyed(page, "sign-out").get_by_role("button").click()
    page.get_by_role("button", name="登录").wait_for()
    settled(page)
    assert page.url.endswith("/?lang=zh")


def test_a_link_to_an_answer_survives_the_sign_in(sign_in):
    page = sign_in(ADA, path="/?a=0123456789ab&lang=zh")
    page.get_by_text("没有找到").first.wait_for()
    assert "a=0123456789ab" in page.url
