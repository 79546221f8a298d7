"""The page of one person in one program: who it is, and what became of everything they were told there."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import Organisation
from mentoring.notifications.mail_log import fates
from mentoring.notifications.planning.models import Mail, Notification
from mentoring.notifications.wishes.models import RefusedAddress
from mentoring.web import dates
from tests import factories
from tests.pages import shows
from tests.sentences import TOO_LATE, WAS_DONE
from tests.telling import queue

pytestmark = pytest.mark.django_db


def tell(cast, key="k", *, state="delivered", user=None, **fields) -> Notification:
    now = timezone.now()
    decided = None if state in ("planned", "folded") else now
    values = {"program_id": cast.program.pk, "kind": "step_due", "due_at": now, "title": f"Title of {key}", **fields}
    return Notification.objects.create(
        key=key, recipient=user or cast.mentee, state=state, decided_at=decided, **values
    )


def address(cast, part="mentee") -> str:
    return reverse("person", args=[cast.program.pk, getattr(cast, f"{part}_in").pk])


def lines(response) -> list[tuple[str, str]]:
    return [(line.title, line.fate.name) for line in response.context["lines"]]


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def test_it_says_who_it_is(cast, sign_in):
    cast.mentor_in.away_from, cast.mentor_in.returns_on = date(2026, 11, 20), date(2026, 12, 1)
    cast.mentor_in.save()
    factories.MembershipFactory(user=cast.mentor, program=cast.program, role="coordinator")
    text = text_of(sign_in(cast.coordinator).get(address(cast, "mentor")))
    assert "<dt>Mentor</dt><dd>since" in text
    away, back = dates.day(date(2026, 11, 20)), dates.day(date(2026, 12, 1))
    assert f"for up to 2 mentees. Away from {away}, back on {back}" in text
    assert "<dt>Coordinator</dt><dd>since" in text
    assert f'<a href="{reverse("pair", args=[cast.pairing.pk])}">Sam Lee with Miriam Okafor</a>' in text


def test_pairs_of_another_program_are_not_there(cast, sign_in):
    factories.PairingFactory(program=cast.other_program, mentee__user=cast.mentee, mentee__program=cast.other_program)
    pairs = sign_in(cast.coordinator).get(address(cast)).context["pairs"]
    assert [pair.pk for pair in pairs] == [cast.pairing.pk]


def test_pairs_that_go_on_come_first_and_of_those_that_ended_the_last(cast, sign_in):
    cast.pairing.state, cast.pairing.paused_on, cast.pairing.returns_on = "paused", date(2026, 1, 5), date(2026, 2, 5)
    cast.pairing.save()
    ended = [
        factories.PairingFactory(program=cast.program, mentee=cast.mentee_in, state="ended", ended_on=day)
        for day in (date(2025, 3, 1), date(2025, 9, 1))
    ]
    pairs = sign_in(cast.coordinator).get(address(cast)).context["pairs"]
    assert [pair.pk for pair in pairs] == [cast.pairing.pk, ended[1].pk, ended[0].pk]


def test_every_notification_and_mail_of_this_person_in_this_program(cast, sign_in):
    now = timezone.now()
    told = tell(cast, "told", due_at=now - timedelta(hours=1))
    queue(1, notification=told, recipient=cast.mentee, program_id=cast.program.pk, subject="As a mail")
    tell(cast, "planned", state="planned", due_at=now + timedelta(days=1))
    tell(cast, "elsewhere", program_id=cast.other_program.pk)
    tell(cast, "nowhere", program_id=None)
    tell(cast, "somebody else", user=cast.mentor)
    early = now - timedelta(days=9)
    queue(1, program_id=cast.program.pk, to="MENTEE@example.org", subject="Invitation", created_at=early)
    queue(1, program_id=cast.program.pk, to="mentor@example.org", subject="Another invitation")
    queue(1, program_id=cast.other_program.pk, recipient=cast.mentee, subject="Elsewhere")
    assert lines(sign_in(cast.coordinator).get(address(cast))) == [
        ("Title of planned", "planned"),
        ("As a mail", "on_its_way"),
        ("Invitation", "on_its_way"),
    ]


def test_each_fate_is_said_and_can_be_asked_for(cast, sign_in):
    now = timezone.now()
    tell(cast, "held", state="planned", held_from=now, reason="Quiet hours.")
    tell(cast, "folded", state="folded", reason="Above the budget.")
    tell(cast, "missed", state="missed", reason=TOO_LATE)
    tell(cast, "gone", state="suppressed", reason=WAS_DONE)
    tell(cast, "app", in_app=True)
    failed = tell(cast, "failed", in_app=True)
    [mail] = queue(1, notification=failed, state="failed", server_answer="550 No", program_id=cast.program.pk)
    browser = sign_in(cast.coordinator)
    text = text_of(browser.get(address(cast)))
    for words in (
        "<span>Held until</span>", "Quiet hours.", "<span>Waits for the digest of</span>", "Above the budget.",
        TOO_LATE, WAS_DONE, "<span>In the app only</span>",
        "The mail server answered: 550 No", "In the app, too",
        f'<a href="{reverse("mail", args=[cast.program.pk, mail.pk])}">Mail 0</a>',
    ):  # fmt: skip
        assert words in text
    found = {name: [fate for _, fate in lines(browser.get(address(cast), {"fate": name}))] for name in fates.NAMES}
    asked = {name for name, rows in found.items() if rows == [name]}
    assert asked == {"held", "waiting", "missed", "suppressed", "app", "failed"}
    assert {name: rows for name, rows in found.items() if name not in asked and rows} == {}
    assert len(lines(browser.get(address(cast), {"fate": "nonsense"}))) == 6


def test_filter_answers_htmx_with_the_results_alone(cast, sign_in):
    response = sign_in(cast.coordinator).get(address(cast), {"fate": "sent"}, headers={"HX-Request": "true"})
    assert response.content.decode().strip().startswith('<div id="results"')
    assert "Nothing of that kind" in response.content.decode()


def test_an_address_that_takes_no_mail_is_said(cast, sign_in):
    cast.mentee.email = "Mentee@example.org"
    cast.mentee.save()
    RefusedAddress.objects.create(address="mentee@example.org", answer="550 Gone", refused_at=timezone.now())
    browser = sign_in(cast.coordinator)
    assert "The mail server answered: 550 Gone" in text_of(browser.get(address(cast)))
    assert "550 Gone" not in text_of(browser.get(address(cast, "mentor")))


def test_one_who_has_left_can_still_be_looked_up(cast, sign_in):
    cast.other_mentee_in.state = "left"
    cast.other_mentee_in.save()
    text = text_of(sign_in(cast.coordinator).get(address(cast, "other_mentee")))
    assert "takes part no longer" in text
    assert "In no pair yet." in text


@pytest.mark.parametrize(
    ("part", "status"), [("coordinator", 200), ("mentee", 403), ("outsider", 404), ("administrator", 404)]
)
def test_it_is_for_those_who_run_the_program(part, status, cast, sign_in):
    assert sign_in(getattr(cast, part)).get(address(cast)).status_code == status


def test_a_member_of_another_program_does_not_exist_here(cast, sign_in):
    stranger = factories.MembershipFactory(program=cast.other_program)
    browser = sign_in(cast.coordinator)
    assert browser.get(reverse("person", args=[cast.program.pk, stranger.pk])).status_code == 404


def test_the_list_of_people_leads_here(cast, sign_in):
    text = sign_in(cast.coordinator).get(reverse("people", args=[cast.program.pk]), {"role": "mentee"})
    assert f'href="{address(cast)}"' in text.content.decode()


def test_the_page_of_a_pair_leads_to_both(cast, sign_in):
    address_of_pair = reverse("pair", args=[cast.pairing.pk])
    text = sign_in(cast.coordinator).get(address_of_pair).content.decode()
    shows(text, f'href="{address(cast)}"', f'href="{address(cast, "mentor")}"')
    assert address(cast) not in sign_in(cast.mentor).get(address_of_pair).content.decode()


def test_twenty_five_fit_on_a_page(cast, sign_in):
    for number in range(26):
        tell(cast, f"k{number}")
    browser = sign_in(cast.coordinator)
    assert [len(lines(browser.get(address(cast), {"page": page}))) for page in (1, 2)] == [25, 1]


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_questions(number, cast, sign_in, django_assert_num_queries):
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    for key in range(number):
        told = tell(cast, f"a{key}")
        queue(1, notification=told, recipient=cast.mentee, program_id=cast.program.pk)
        [digest] = queue(1)
        tell(cast, f"b{key}", digest=digest)
        queue(1, recipient=cast.mentee, program_id=cast.program.pk)
        pairing = factories.PairingFactory(program=cast.program, mentee=cast.mentee_in, state="ended", ending="early",
                                           ended_on=factories.today())  # fmt: skip
        assert pairing.pk
    browser = sign_in(cast.coordinator)
    browser.get("/")
    with django_assert_num_queries(10):
        assert len(lines(browser.get(address(cast)))) == 3 * number
    assert Mail.objects.count() == 3 * number


def test_a_coordinator_who_has_a_pair_of_their_own_stays_under_the_bar(cast, sign_in, django_assert_max_num_queries):
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    factories.PairingFactory(program=cast.other_program, mentee__user=cast.coordinator)
    queue(1, notification=tell(cast), recipient=cast.mentee, program_id=cast.program.pk)
    queue(1, recipient=cast.mentee, program_id=cast.program.pk)
    browser = sign_in(cast.coordinator)
    browser.get("/")
    with django_assert_max_num_queries(11):
        assert browser.get(address(cast)).status_code == 200
