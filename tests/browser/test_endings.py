"""The end of a pair in a real browser: planned on two phones, early by both, alone; and what is printed and kept."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mentoring.accounts.models import Organisation
from pairings.endings import actions as endings
from pairings.farewells import actions as farewells_actions
from pairings.keepsake import actions as keepsake_actions
from pairings.models import Pairing
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_sessions import open_as  # noqa: F401  (a fixture)
from tests.pairings.endings.test_endings import near  # noqa: F401  (a fixture)
from tests.sentences import NEW_MATCH

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now()
LONG = "Maximiliana Alexandrina von Hohenstein-Wittgenstein zu Oberammergau der Jüngeren und Älteren Linie"


def address(cast, name="ending"):
    return reverse(name, args=[cast.pairing.pk])


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_two_end_well_on_two_phones(near, open_as, check_page, javascript):  # noqa: F811
    factories.GoalFactory(pairing=near.pairing, title="Run my first team demo", state="reached")
    sam = open_as("mentee", address(near, "pair"), viewport=PHONE, javascript=javascript)
    miriam = open_as("mentor", address(near, "pair"), viewport=PHONE, javascript=javascript)
    for page, words in ((sam, "SAMS-THANKS"), (miriam, "MIRIAMS-THANKS")):
        page.get_by_role("link", name="End well together").click()
        page.get_by_role("link", name=re.compile("^Thank ")).click()
        page.get_by_label("Thank you for…").fill(words)
        page.get_by_role("button", name="Save").click()
        said = "Both have written: Sam’s words are open" if page is miriam else "Saved. Miriam reads it once both"
        expect(page.get_by_text(said)).to_be_visible()
    expect(miriam.get_by_text("SAMS-THANKS")).to_be_visible()

    sam.goto(address(near, "ending_reflection"))
    sam.get_by_label("What do I take with me?").fill("That I can say no.")
    sam.get_by_label("Share this answer with Miriam").first.check()
    sam.get_by_label("What was hard, and what would I do differently?").fill("ONLY-MINE")
    sam.get_by_role("button", name="Save").click()
    expect(sam.get_by_text("Only what you share is read by anybody else.")).to_be_visible()
    miriam.goto(address(near))
    expect(miriam.get_by_text("That I can say no.")).to_be_visible()
    expect(miriam.get_by_text("ONLY-MINE")).to_have_count(0)

    for page, piece in ((sam, "What do I take with me?"), (miriam, "Thank you")):
        page.goto(address(near, "keepsake_choose"))
        if javascript:
            check_page(page)
        page.get_by_label(piece).check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("This is in the keepsake now.")).to_be_visible()
    for words in ("MIRIAMS-THANKS", "That I can say no."):
        expect(miriam.get_by_text(words)).to_be_visible()

    for page in (sam, miriam):
        page.goto(address(near))
        page.get_by_role("button", name="Finished, and let us end now").click()
        expect(page.get_by_text("Noted.")).to_be_visible()
    expect(miriam.get_by_role("heading", level=1)).to_have_text("You and Sam have come to the end")
    assert Pairing.objects.get().ending == "planned"
    sam.goto(address(near))
    sam.get_by_role("link", name="Your certificate").click()
    expect(sam.get_by_text("was mentored by Miriam Okafor")).to_be_visible()
    if javascript:
        check_page(sam)


def test_an_early_ending_by_both(cast, open_as, check_page):  # noqa: F811
    sam = open_as("mentee", address(cast), viewport=PHONE)
    miriam = open_as("mentor", reverse("home"), viewport=PHONE, scheme="dark")
    sam.get_by_role("link", name="Ways to end earlier").click()
    expect(sam.get_by_text("Grossman and Rhodes, 2002")).to_be_visible()
    check_page(sam)
    sam.get_by_label("A word for your partner").fill("I am moving to another site.")
    sam.get_by_role("button", name="Propose it").click()
    expect(sam.get_by_text("Miriam is told, and can agree or say “not yet”.")).to_be_visible()
    check_page(sam)

    miriam.reload()
    miriam.get_by_role("link", name="Answer").click()
    expect(miriam.get_by_text("I am moving to another site.")).to_be_visible()
    check_page(miriam)
    miriam.get_by_role("button", name="Not yet").click()
    expect(miriam.get_by_text("You go on as before.").first).to_be_visible()

    sam.goto(address(cast, "ending_early"))
    sam.get_by_role("button", name="Propose it").click()
    expect(sam.get_by_text("Miriam is told, and can agree or say “not yet”.")).to_be_visible()
    miriam.goto(address(cast))
    miriam.get_by_role("button", name="I agree, we end now").click()
    miriam.get_by_role("dialog").get_by_role("button", name="I agree, we end now").click()
    expect(miriam.get_by_role("heading", level=1)).to_have_text("You and Sam have ended together")
    check_page(miriam)
    assert Pairing.objects.get().ending == "early"


def test_one_ends_it_alone_and_both_are_helped_on(cast, open_as, check_page):  # noqa: F811
    sam = open_as("mentee", address(cast, "ending_part"), viewport=PHONE)
    check_page(sam)
    sam.get_by_label("Anything the coordinators should know").fill("LEAVING-WORDS")
    sam.get_by_role("button", name="End our time as a pair").click()
    expect(sam.get_by_role("heading", level=1)).to_have_text("You have ended your time with Miriam")
    sam.get_by_role("link", name=NEW_MATCH).click()
    expect(sam.get_by_label(NEW_MATCH)).to_be_checked()
    check_page(sam)
    sam.get_by_role("button", name="Send it").click()
    expect(sam.get_by_text("Your note is with the coordinators").first).to_be_visible()

    miriam = open_as("mentor", address(cast), viewport=DESK, scheme="dark")
    expect(miriam.get_by_role("heading", level=1)).to_have_text("Sam has ended your time as a pair")
    expect(miriam.get_by_text("LEAVING-WORDS")).to_have_count(0)
    check_page(miriam)
    cora = open_as("coordinator", address(cast), viewport=DESK)
    expect(cora.get_by_text("LEAVING-WORDS")).to_be_visible()
    expect(cora.get_by_text("asks for a new match")).to_be_visible()
    check_page(cora)


@pytest.mark.parametrize("name", ["Miriam Okafor", LONG, "عبد الرحمن بن محمد الشريف"], ids=["short", "long", "rtl"])
def test_the_certificate_prints_on_one_page_in_landscape(cast, open_as, name):  # noqa: F811
    Organisation.objects.create(pk=1, name="Harbour Engineering and everything that belongs to it, worldwide")
    cast.mentor.name = name
    cast.mentor.save()
    factories.SessionFactory.create_batch(3, pairing=cast.pairing)
    endings.part(cast.pairing, by=cast.mentor, now=NOW)
    page = open_as("mentor", address(cast, "certificate"), viewport=DESK, scheme="dark")
    file = page.pdf(prefer_css_page_size=True)
    [box] = re.findall(rb"/MediaBox ?\[([\d. ]+)\]", file)  # one for each page
    width, height = (float(number) for number in box.split()[2:])
    assert (round(width), round(height)) == (842, 595)
    page.emulate_media(media="print", color_scheme="dark")
    inside = "e => e.scrollHeight <= e.clientHeight + 1"
    page.set_viewport_size({"width": 1032, "height": 703})  # A4 landscape without its margins, in CSS pixels
    assert page.locator(".certificate").evaluate(inside)


def test_the_keepsake_is_one_file_that_opens_alone(cast, open_as, new_page, tmp_path):  # noqa: F811
    for part in ("mentor", "mentee"):
        who = getattr(cast, part)
        words = f"THANKS-OF-{part.upper()} <script>alert(1)</script> שלום"
        thanks = farewells_actions.thank(cast.pairing, text=words, by=who, now=NOW + timedelta(minutes=1))
        keepsake_actions.release(cast.pairing, chosen={("thanks", str(thanks.pk))}, by=who, now=NOW)
    page = open_as("mentee", address(cast, "keepsake"), viewport=PHONE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Save it as a file").click()
    download.value.save_as(tmp_path / "keepsake.html")
    alone = new_page(viewport=PHONE, scheme="dark")
    asked = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto((tmp_path / "keepsake.html").as_uri())
    for words in ("THANKS-OF-MENTOR", "THANKS-OF-MENTEE", "<script>alert(1)</script>"):
        expect(alone.get_by_text(words).first).to_be_visible()
    assert asked == [(tmp_path / "keepsake.html").as_uri()]
    assert alone.evaluate("document.documentElement.scrollWidth <= innerWidth")
