"""A concern: said before it is sent who gets it, read in the open, answered with a note."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentoring.activity.models import Entry
from mentoring.activity.sentences import sentence
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.writing import composing
from mentoring.web.integrity import Refused
from pairings.concerns import actions as concerns
from pairings.life import actions as pairing_actions
from pairings.models import Concern, ConcernReading, MessageReport
from tests import factories
from tests.pages import hides, shows
from tests.sentences import HAS_LEFT, NOT_THEIRS, ONE_OF_TWO, ONLY_THE_PAIR, OPEN_AGAIN, USED_ALREADY, too_long
from tests.telling import told_now

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
LIST_QUERIES = 9


def raised(cast, text="We haven’t met for two months.", *, by="mentee", **changes):
    words = {"by": getattr(cast, by), "now": timezone.now(), "form_key": uuid.uuid4(), **changes}
    return concerns.raise_concern(cast.pairing, text=text, **{"shown": {cast.coordinator.pk}, **words})


def close(cast, concern, *, note="Let us talk on Monday.", by="coordinator"):
    concerns.close(concern, note=note, by=getattr(cast, by), now=timezone.now())


def address(cast):
    return reverse("concern_new", args=[cast.pairing.pk])


def form(**changes):
    return {"text": "We never meet.", "is_shared": "no", "form_key": str(uuid.uuid4()), **changes}


def send(browser, cast, **changes):
    return browser.post(address(cast), form(step="send", shown=str(cast.coordinator.pk), **changes))


def text_of(answer):
    return " ".join(answer.content.decode().split())


# Before it is sent


def test_before_anything_is_sent_the_page_names_who_gets_it(cast, sign_in):
    other = factories.MembershipFactory(user__name="Dora Coors", program=cast.program, role="coordinator")
    answer = sign_in(cast.mentee).post(address(cast), form())
    page = text_of(answer)
    assert answer.status_code == 200
    shows(page, "Who gets it", "We never meet.")
    assert "<strong>Cora Lind and Dora Coors</strong> can read your words and who you are." in page
    assert "<strong>Miriam Okafor isn’t told</strong>" in page
    assert f'name="shown" value="{cast.coordinator.pk},{other.user.pk}"' in page
    assert (Concern.objects.count(), Notification.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_whether_the_partner_is_told_is_asked_and_not_is_the_default(cast, sign_in):
    browser = sign_in(cast.mentee)
    assert [field.value() for field in browser.get(address(cast)).context["form"] if field.name == "is_shared"] == [
        "no"
    ]
    page = text_of(browser.post(address(cast), form(is_shared="yes")))
    assert "<strong>Miriam Okafor is told, and can read your words, too.</strong>" in page


def test_the_fragments_know_the_way_back_too(cast, sign_in):
    answer = sign_in(cast.mentee).post(address(cast), form(), headers=HTMX)
    assert answer.content.decode().strip()[:17] == '<div id="concern"'
    shows(text_of(answer), "Don’t send it")


def test_the_words_can_be_changed_before_they_are_sent(cast, sign_in):
    answer = sign_in(cast.mentee).post(address(cast), form(step="back"))
    assert answer.status_code == 200
    shows(text_of(answer), "We never meet.</textarea>")
    assert Concern.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": ""}, "Write what worries you."),
        ({"text": "x" * 100_000}, too_long(5000)),
        ({"is_shared": ""}, "Choose whether your partner may read it."),
        ({"is_shared": "perhaps"}, ONE_OF_TWO),
        ({"form_key": "x"}, OPEN_AGAIN),
    ],
)
@pytest.mark.parametrize("step", ["", "send", "back"])
def test_what_does_not_fit_gets_a_sentence_and_is_kept(cast, sign_in, change, said, step):
    answer = sign_in(cast.mentee).post(address(cast), form(step=step, **change))
    assert (answer.status_code, Concern.objects.count()) == (422, 0)
    shows(text_of(answer), said)
    assert change.get("text", "We never meet.") in text_of(answer)


def test_sending_passes_it_on_as_it_was_shown(cast, sign_in):
    answer = send(sign_in(cast.mentee), cast)
    concern = Concern.objects.get()
    assert answer.url == reverse("concern", args=[concern.pk])
    assert (concern.author, concern.text, concern.is_shared) == (cast.mentee, "We never meet.", False)
    assert list(Notification.objects.values_list("kind", "recipient", "program_id")) == [
        ("concern_raised", cast.coordinator.pk, None)
    ]
    entry = Entry.objects.get()
    assert (sentence(entry), entry.details, entry.program_id) == ("raised a concern", {}, None)


def test_the_form_twice_raises_one_concern(cast, sign_in):
    words, browser = {"form_key": str(uuid.uuid4())}, sign_in(cast.mentee)
    assert [send(browser, cast, **words).status_code for _ in range(2)] == [302, 302]
    assert (Concern.objects.count(), Notification.objects.count()) == (1, 1)
    assert USED_ALREADY in text_of(send(sign_in(cast.mentor), cast, **words))


def test_who_gets_it_may_not_change_between_looking_and_sending(cast, sign_in):
    browser = sign_in(cast.mentee)
    browser.post(address(cast), form())
    new = factories.MembershipFactory(user__name="Dora Coors", program=cast.program, role="coordinator")
    answer = send(browser, cast)
    page = text_of(answer)
    assert (answer.status_code, Concern.objects.count()) == (422, 0)
    shows(page, concerns.CHANGED, "Who gets it", "Cora Lind and Dora Coors")
    again = browser.post(address(cast), form(step="send", shown=f"{new.user_id},{cast.coordinator.pk}"))
    assert (again.status_code, Notification.objects.count()) == (302, 2)


def test_the_partner_is_told_only_where_the_author_agrees(cast, sign_in):
    quiet, open_one = raised(cast, "QUIET-WORDS"), raised(cast, "OPEN-WORDS", is_shared=True)
    assert list(Notification.objects.filter(recipient=cast.mentor).values_list("kind", flat=True)) == ["concern_shared"]
    browser = sign_in(cast.mentor)
    statuses = [browser.get(reverse("concern", args=[one.pk])).status_code for one in (quiet, open_one)]
    assert statuses == [404, 200]
    page = text_of(browser.post(reverse("concern_read", args=[open_one.pk])))
    shows(page, "OPEN-WORDS", hides=["Close it with this note"])
    listed = text_of(browser.get(address(cast)))
    assert listed.count("shared with you") == 1
    hides(listed, "WORDS")
    with pytest.raises(Refused, match="isn’t for you"):
        concerns.read(quiet, by=cast.mentor, now=timezone.now())


def test_after_the_end_of_a_pair_one_can_still_say_it(cast, sign_in):
    pairing_actions.end(cast.pairing, ending="early", by=cast.coordinator, now=timezone.now())
    assert send(sign_in(cast.mentee), cast).status_code == 302


def test_only_the_two_raise_one(cast):
    with pytest.raises(Refused, match=ONLY_THE_PAIR):
        raised(cast, by="coordinator")


# A coordinator in the pair, and nobody else


def test_a_coordinator_who_is_the_partner_gets_and_sees_nothing(cast, sign_in):
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    page = text_of(sign_in(cast.mentee).post(address(cast), form()))
    shows(page, "<strong>Cora Lind</strong> can read", "Miriam coordinates the program as well")
    concern = raised(cast, "WORDS")
    browser = sign_in(cast.mentor)
    assert browser.get(reverse("concern", args=[concern.pk])).status_code == 404
    assert browser.post(reverse("concern_read", args=[concern.pk])).status_code == 404
    composing.compose(timezone.now())
    program = cast.program.pk
    pages = [reverse(name, args=[program]) for name in ("concerns", "program_mails", "program_activity", "people")]
    pages += ["/", reverse("pair", args=[cast.pairing.pk]), reverse("person", args=[program, cast.mentee_in.pk])]
    for url in pages:
        text = text_of(browser.get(url)).replace("Nobody has raised a concern", "").replace("a concern go to", "")
        assert "raised a concern" not in text.lower(), url
        assert "WORDS" not in text, url
    assert Mail.objects.filter(kind="concern_raised").values_list("to", flat=True)[0] == cast.coordinator.email
    with pytest.raises(Refused, match="aren’t in this pair"):
        close(cast, concern, by="mentor")


def test_where_nobody_else_could_receive_it_the_page_says_so_and_lets_them_decide(cast, sign_in):
    cast.coordinator_in.state = "left"
    cast.coordinator_in.save()
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    browser = sign_in(cast.mentee)
    page = text_of(browser.post(address(cast), form()))
    shows(page, "Nobody can read it at the moment", "Keep it")
    assert browser.post(address(cast), form(step="send", shown="")).status_code == 302
    later = factories.MembershipFactory(program=cast.program, role="coordinator").user
    assert "a concern" in text_of(sign_in(later).get(reverse("concerns", args=[cast.program.pk])))


# Reading


def test_every_reading_is_recorded_and_shown_to_the_author(cast, sign_in):
    concern = raised(cast, "SECRET-WORDS")
    url, browser = reverse("concern", args=[concern.pk]), sign_in(cast.coordinator)
    hides(text_of(browser.get(url)), "SECRET-WORDS")
    assert ConcernReading.objects.count() == 0
    for number in (1, 2):
        answer = browser.post(reverse("concern_read", args=[concern.pk]))
        assert ConcernReading.objects.count() == number
        shows(text_of(answer), "SECRET-WORDS")
    own = text_of(sign_in(cast.mentee).get(url))
    assert own.count("<strong>Cora Lind</strong>") == 2
    shows(own, "SECRET-WORDS")
    sign_in(cast.mentee).post(reverse("concern_read", args=[concern.pk]))
    assert ConcernReading.objects.count() == 2
    assert "Who has read it" not in text_of(browser.get(url))


def test_closing_shows_no_words_unread_and_leaves_a_note_to_the_author(cast, sign_in):
    concern = raised(cast, "SECRET-WORDS")
    browser, url = sign_in(cast.coordinator), reverse("concern_close", args=[concern.pk])
    for headers in ({}, HTMX):
        wrong = browser.post(url, {"note": " "}, headers=headers)
        assert wrong.status_code == 422
        shows(text_of(wrong), "Write a note", hides=["SECRET"])
    assert browser.post(url, {"note": "Let us talk."}).url == reverse("concerns", args=[cast.program.pk])
    again = browser.post(url, {"note": "Once more"})
    shows(text_of(again), "This concern was closed meanwhile.", "Once more")
    assert "Let us talk." in text_of(sign_in(cast.mentee).get(reverse("concern", args=[concern.pk])))
    assert Notification.objects.get(kind="concern_answered").recipient == cast.mentee
    entry = Entry.objects.get(verb="concern.closed")
    assert (sentence(entry), entry.details, entry.program_id) == ("closed a concern", {}, None)
    assert sign_in(cast.mentee).post(url, {"note": "I close it"}).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_is_told_that_it_is_done(cast):
    other = factories.MembershipFactory(program=cast.program, role="coordinator").user
    concern = factories.ConcernFactory(pairing=cast.pairing)

    def close_it(by):
        try:
            concerns.close(concern, note=f"Answered by {by}.", by=by, now=timezone.now())
        except Refused as refused:
            return refused.sentence
        finally:
            connection.close()
        return "closed"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(close_it, [cast.coordinator, other]))
    assert said == ["This concern was closed meanwhile.", "closed"]
    assert Notification.objects.filter(kind="concern_answered").count() == 1


def test_a_long_note_is_kept(cast, sign_in):
    url = reverse("concern_close", args=[raised(cast).pk])
    answer = sign_in(cast.coordinator).post(url, {"note": "x" * 100_000})
    assert answer.status_code == 422
    shows(text_of(answer), too_long(5000))
    assert "x" * 100_000 in text_of(answer)


def test_the_note_is_not_for_a_partner_who_may_read_the_concern(cast, sign_in):
    concern = raised(cast, is_shared=True)
    close(cast, concern, note="SECRET-NOTE")
    page = text_of(sign_in(cast.mentor).post(reverse("concern_read", args=[concern.pk])))
    assert "SECRET-NOTE" not in page


def test_every_alphabet_is_shown_and_no_script_runs(cast, sign_in):
    script = "<script>alert(1)</script> שלום 🌱"
    concern = raised(cast, script)
    pages = [
        sign_in(cast.mentee).post(address(cast), form(text=script)),
        sign_in(cast.coordinator).post(reverse("concern_read", args=[concern.pk])),
    ]
    close(cast, concern, note=script)
    pages.append(sign_in(cast.mentee).get(reverse("concern", args=[concern.pk])))
    for page in map(text_of, pages):
        shows(page, "שלום 🌱", hides=["<script>alert"])


# The coordinator's list, and home


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_three_as_for_one(cast, sign_in, number, django_assert_num_queries):
    for _ in range(number):
        pair = factories.PairingFactory(program=cast.program)
        factories.ConcernFactory(pairing=pair)
        message = factories.MessageFactory(pairing=pair)
        MessageReport.objects.create(message=message, by=pair.mentee.user, reported_at=timezone.now())
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(LIST_QUERIES):
        page = text_of(browser.get(reverse("concerns", args=[cast.program.pk])))
    assert (page.count(": a concern"), page.count(": a reported message")) == (number, number)


def test_three_hundred_come_in_pages_the_open_ones_first(cast, sign_in, django_assert_max_num_queries):
    past = timezone.now() - timedelta(days=9)
    done = {"closed_at": timezone.now(), "closed_by": cast.coordinator, "note": "Talked."}
    factories.ConcernFactory.create_batch(299, pairing=cast.pairing, **done)
    waiting = factories.ConcernFactory(pairing=cast.pairing, raised_at=past)
    browser, url = sign_in(cast.coordinator), reverse("concerns", args=[cast.program.pk])
    with django_assert_max_num_queries(12):
        page = browser.get(url)
    assert [len(page.context["page_obj"].object_list), page.context["page_obj"].object_list[0].pk] == [25, waiting.pk]
    for _ in range(300):
        ConcernReading.objects.create(concern=waiting, reader=cast.coordinator, at=timezone.now())
    author = sign_in(cast.mentee)
    for own in (reverse("concern", args=[waiting.pk]), address(cast)):
        with django_assert_max_num_queries(12):
            assert author.get(own).status_code == 200


def test_home_says_first_what_waits_to_the_coordinator_alone(cast, sign_in):
    raised(cast)
    heads = {part: "Somebody has raised a concern" in text_of(sign_in(getattr(cast, part)).get("/"))
             for part in ("coordinator", "mentor", "mentee", "administrator", "outsider")}  # fmt: skip
    assert heads == {"coordinator": True, "mentor": False, "mentee": False, "administrator": False, "outsider": False}
    raised(cast)
    page = sign_in(cast.coordinator).get("/")
    assert page.context["home"].first_step.headline == "2 concerns and reported messages wait for you"
    for concern in Concern.objects.all():
        close(cast, concern)
    assert "concerns and reported" not in text_of(sign_in(cast.coordinator).get("/"))


# The mails


def prepared(kind):
    row = Notification.objects.filter(kind=kind).select_related("recipient").latest("pk")
    return told_now([row])[row.pk]


def test_no_mail_says_who_nor_what(cast):
    close(cast, raised(cast, "SECRET-WORDS", is_shared=True), note="SECRET-NOTE")
    composing.compose(timezone.now())
    Concern.objects.update(closed_at=None, closed_by=None, note="")
    letters = [
        prepared("concern_raised"),
        prepared("concern_answered"),
        prepared("concern_shared"),
    ]
    for letter in map(str, letters):
        assert [word for word in ("SECRET", "Sam", "Miriam") if word in letter] == []


def test_the_mails_are_looked_at_again_when_they_go_out(cast):
    concern = raised(cast, is_shared=True)
    cast.mentor_in.state = cast.coordinator_in.state = "left"
    cast.mentor_in.save()
    cast.coordinator_in.save()
    reasons = [
        prepared("concern_raised").reason,
        prepared("concern_shared").reason,
    ]
    cast.coordinator_in.state = "active"
    cast.coordinator_in.save()
    close(cast, concern)
    reasons.append(prepared("concern_raised").reason)
    assert reasons == [
        NOT_THEIRS,
        HAS_LEFT,
        "The concern was closed before this went out.",
    ]


def test_the_mails_are_checked_in_a_constant_number_of_queries(cast, django_assert_num_queries):
    for _ in range(3):
        raised(cast)
    rows = list(Notification.objects.filter(kind="concern_raised").select_related("recipient"))
    with django_assert_num_queries(2):
        assert len(told_now(rows)) == 3


# What the database refuses


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"text": "  "}, "concern_has_words"),
        ({"closed_at": timezone.now()}, "concern_is_closed_with_a_note"),
        ({"note": "An answer from nobody"}, "concern_is_closed_with_a_note"),
    ],
)
def test_the_database_refuses_a_concern_that_makes_no_sense(cast, changes, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.ConcernFactory(pairing=cast.pairing, **changes)


def test_the_database_refuses_to_change_or_delete_a_reading(cast):
    concern = factories.ConcernFactory(pairing=cast.pairing)
    reading = ConcernReading.objects.create(concern=concern, reader=cast.coordinator, at=timezone.now())
    for change in (
        lambda: ConcernReading.objects.filter(pk=reading.pk).update(reader=cast.outsider),
        lambda: ConcernReading.objects.filter(pk=reading.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert ConcernReading.objects.get().reader == cast.coordinator
