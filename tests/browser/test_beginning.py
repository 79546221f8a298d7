"""The beginning of a pair in a real browser: two phones at once, drafts that save themselves, without a script."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from pairings.agreement import actions as agreements
from pairings.fit_checks import actions as fit_checks
from pairings.introductions import actions as introductions
from pairings.models import AgreementSignature, AgreementVersion, Draft, Expectation, FitCheck
from tests.browser.conftest import DESK, PHONE, wait_until_nothing_is_kept
from tests.browser.test_sessions import OFFLINE, open_as  # noqa: F401  (open_as: a fixture)
from tests.pairings.expectations.test_expectations import both
from tests.sentences import ONLY_YOU_SEE_IT, OTHER_WINDOW, SEEN_DIFFERENTLY, SIGN, SIGNED, SIGNED_BY_BOTH

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()


def address(cast, name="beginning"):
    return reverse(name, args=[cast.pairing.pk])


def answer_five(page, hopes, rhythm):
    page.get_by_label("1. What I hope for").fill(hopes)
    page.get_by_label(rhythm).check()
    page.get_by_label("Telephone").check()
    page.get_by_label("4. What stays between us").fill("All of it")
    page.get_by_label("5. What would make me stop").fill("Silence")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_two_begin_on_two_phones(cast, open_as, check_page, javascript):  # noqa: F811
    sam = open_as("mentee", address(cast), viewport=PHONE, javascript=javascript)
    miriam = open_as("mentor", address(cast), viewport=PHONE, javascript=javascript)
    for page, words in ((sam, "I am Sam, and I sing."), (miriam, "I am Miriam.")):
        page.get_by_role("main").get_by_role("link", name="Say hello").first.click()
        page.get_by_label("About me, for you").fill(words)
        page.get_by_role("button", name="Send to").click()
        expect(page.get_by_text("Your words are with")).to_be_visible()
    expect(miriam.get_by_text("I am Sam, and I sing.")).to_be_visible()

    for page, hopes, rhythm in ((sam, "SAMS-HOPE", "Every week"), (miriam, "MIRIAMS-HOPE", "Once a month")):
        page.goto(address(cast, "expectations"))
        answer_five(page, hopes, rhythm)
        page.get_by_role("button", name="Hand in").click()
        expect(page.get_by_text("Handed in." if page is sam else "Both have answered:")).to_be_visible()
        assert page.get_by_text("SAMS-HOPE").count() == 1
    sam.reload()
    expect(sam.get_by_text("MIRIAMS-HOPE")).to_be_visible()
    expect(sam.get_by_text(SEEN_DIFFERENTLY)).to_be_visible()

    sam.get_by_role("link", name="To your agreement").click()
    sam.get_by_role("button", name="Draft it from our answers").click()
    expect(sam.get_by_text("MIRIAMS-HOPE")).to_be_visible()
    for page in (sam, miriam):
        page.goto(address(cast, "agreement_edit"))
    for page, words in ((sam, "SAMS-WORDS"), (miriam, "MIRIAMS-WORDS")):
        page.get_by_label("How we work together").fill(words)
        page.get_by_role("button", name="Save").click()
        if page is sam:
            expect(page.get_by_text("Saved. Now each of you can sign it.")).to_be_visible()
    expect(miriam.get_by_text("Sam has saved other words meanwhile.").first).to_be_visible()
    expect(miriam.get_by_label("How we work together")).to_have_value("MIRIAMS-WORDS")
    expect(miriam.get_by_label("The text as Sam saved it")).to_have_value("SAMS-WORDS")
    if javascript:
        check_page(miriam)
    miriam.get_by_label("How we work together").fill("SAMS-WORDS and MIRIAMS-WORDS")
    miriam.get_by_role("button", name="Save").click()
    expect(miriam.get_by_text("Saved. Now each of you can sign it.")).to_be_visible()
    for page in (miriam, sam):
        page.goto(address(cast, "agreement"))
        expect(page.get_by_text("SAMS-WORDS and MIRIAMS-WORDS")).to_be_visible()
        page.get_by_role("button", name=SIGN).click()
        expect(page.get_by_text(f"{SIGNED}.", exact=True)).to_be_visible()
    expect(sam.get_by_text(SIGNED_BY_BOTH)).to_be_visible()
    assert (AgreementVersion.objects.count(), AgreementSignature.objects.count()) == (3, 2)

    miriam.goto(address(cast, "fit_check"))
    miriam.get_by_label("Not a fit").check()
    miriam.get_by_role("button", name="Save").click()
    miriam.get_by_role("button", name="Give it one more session").click()
    expect(miriam.get_by_text("We ask again on")).to_be_visible()
    assert FitCheck.objects.get().answer == "deciding"


def test_a_draft_saves_itself_and_two_windows_lose_nothing(cast, open_as, check_page):  # noqa: F811
    first = open_as("mentee", address(cast, "expectations"), viewport=PHONE)
    second = open_as("mentee", address(cast, "expectations"), viewport=PHONE)
    for words in ("To speak", "To speak up"):
        with first.expect_response(lambda answer: answer.request.method == "POST"):
            first.get_by_label("1. What I hope for").fill(words)
    expect(first.locator("#draft")).to_contain_text("Saved")
    expect(first.get_by_label("1. What I hope for")).to_be_focused()
    assert Expectation.objects.get().hopes == "To speak up"

    with second.expect_response(lambda answer: answer.request.method == "POST"):
        second.get_by_label("1. What I hope for").fill("Something else")
    expect(second.locator("#draft")).to_contain_text("Not saved.")
    second.get_by_role("button", name="Save for later").click()
    expect(second.get_by_role("alert")).to_contain_text(OTHER_WINDOW)
    expect(second.get_by_text("To speak up")).to_be_visible()
    expect(second.get_by_label("1. What I hope for")).to_have_value("Something else")
    check_page(second)
    assert Expectation.objects.get().hopes == "To speak up"
    second.get_by_role("button", name="Save for later").click()
    expect(second.get_by_text("Your draft is saved.")).to_be_visible()
    assert Expectation.objects.get().hopes == "Something else"


def test_the_agreement_keeps_itself_and_leaves_nothing_in_the_browser(cast, open_as, check_page, picture):  # noqa: F811
    """Through a lost connection and a partner who was faster; what was saved isn't offered again."""
    agreements.begin(cast.pairing, by=cast.mentee, now=NOW)
    edit, label = address(cast, "agreement_edit"), "How we work together"
    page = open_as("mentee", edit, viewport=PHONE, forgives=[OFFLINE])
    page.get_by_label(label, exact=True).fill("SAMS-WORDS")
    expect(page.get_by_text(ONLY_YOU_SEE_IT)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label(label, exact=True).fill("SAMS-WORDS on a train")
    expect(page.locator("#draft-status[data-offline]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#draft-status[data-saved]:not([data-offline])")).to_be_visible()
    agreements.change(cast.pairing, text="MIRIAMS-WORDS", seen=1, by=cast.mentor, now=NOW)
    page.goto(address(cast))
    page.goto(edit)
    expect(page.get_by_label(label, exact=True)).to_have_value("SAMS-WORDS on a train")
    expect(page.get_by_label("The text as Miriam saved it")).to_have_value("MIRIAMS-WORDS")
    picture(page, "agreement-draft-390")
    check_page(page)
    page.get_by_label(label, exact=True).fill("Both")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Now each of you can sign it.")).to_be_visible()
    wait_until_nothing_is_kept(page)
    assert (AgreementVersion.objects.last().text, Draft.objects.count()) == ("Both", 0)


def test_handing_in_too_early_moves_to_the_problem(cast, open_as, check_page):  # noqa: F811
    page = open_as("mentee", address(cast, "expectations"), viewport=PHONE)
    page.get_by_label("5. What would make me stop").fill("Kept")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("5. What would make me stop")).to_have_value("Kept")
    check_page(page)


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"])
def test_pages_of_the_beginning_are_accessible_and_fit(cast, open_as, check_page, picture, viewport, scheme):  # noqa: F811
    page = open_as("mentor", address(cast), viewport=viewport, scheme=scheme)

    def look(when, *names):
        for name in names:
            page.goto(address(cast, name))
            picture(page, f"beginning-{when}-{name.replace('_', '-')}-{viewport['width']}-{scheme}")
            check_page(page)

    look("new", "beginning", "introduction", "guides", "expectations", "agreement", "fit_check")
    both(cast)
    for part in ("mentor", "mentee"):
        text = f"I am {part}, and this is a long line. " * 12
        introductions.write(cast.pairing, text=text, reach="Mail, " * 20, by=getattr(cast, part), now=NOW)
    agreements.begin(cast.pairing, by=cast.mentee, now=NOW)
    agreements.change(cast.pairing, text="Every two **weeks**", seen=1, by=cast.mentee, now=NOW)
    agreements.sign(cast.pairing, number=2, by=cast.mentee, now=NOW)
    fit_checks.answer(cast.pairing, answer="no", words="Long words " * 30, by=cast.mentor, now=NOW)
    look("full", "beginning", "introduction", "expectations", "agreement", "agreement_edit", "fit_check", "pair")
    agreements.change(cast.pairing, text="New **words**", seen=2, by=cast.mentor, now=NOW)
    look("changed", "agreement")
    coordinator = open_as("coordinator", address(cast), viewport=viewport, scheme=scheme)
    picture(coordinator, f"beginning-outside-{viewport['width']}-{scheme}")
    check_page(coordinator)
