"""Six areas, rated by both sides at three moments, then and now side by side; for the pair alone."""

from datetime import datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from goals.competencies import actions as competencies
from goals.competencies import next_steps as rating_steps
from goals.competencies import queries
from goals.competencies.areas import AREAS
from goals.competencies.models import with_rated
from goals.models import Assessment
from mentoring.activity.models import Entry
from mentoring.web.integrity import Refused
from pairings.models import Pairing
from programs.models import Competency
from tests import factories
from tests.goals.goals.test_goals import end
from tests.next_steps import of_pairs
from tests.pages import shows
from tests.sentences import PAIR_HAS_ENDED

pytestmark = pytest.mark.django_db
KEYS = [area.key for area in AREAS]


def ratings(*values):
    return dict(zip(KEYS, values or [3] * 6, strict=True))


def rate(cast, moment="start", by="mentee", *values):
    who = getattr(cast, by)
    return competencies.rate(cast.pairing, moment=moment, ratings=ratings(*values), by=who, now=timezone.now())


def page(cast, *moment):
    return reverse("competencies_rate" if moment else "competencies", args=[cast.pairing.pk, *moment])


def test_there_is_a_column_and_a_sentence_for_each_area():
    columns = {field.name for field in Assessment._meta.get_fields()}
    assert (set(KEYS), set(KEYS) - columns) == (set(Competency.values), set())
    assert [area.key for area in AREAS if "{name}" not in area.theirs or "{" in area.own] == []


def test_mentee_rates_themselves_and_the_mentor_gives_a_view(cast, sign_in):
    mentee, mentor = sign_in(cast.mentee), sign_in(cast.mentor)
    text = mentee.get(page(cast, "start")).content.decode()
    shows(text, "I find my next step myself", hides=["Sam finds"])
    assert "Sam finds the next step alone" in mentor.get(page(cast, "start")).content.decode()
    assert mentee.post(page(cast, "start"), ratings(1, 2, 3, 4, 5, 3)).url == page(cast)
    mentor.post(page(cast, "start"), ratings(2, 2, 2, 2, 2, 2))
    found = {(one.by, one.moment): one.ratings for one in Assessment.objects.all()}
    assert found == {
        (cast.mentee, "start"): ratings(1, 2, 3, 4, 5, 3),
        (cast.mentor, "start"): ratings(2, 2, 2, 2, 2, 2),
    }
    table = mentee.get(page(cast)).content.decode()
    shows(table, ">1 (2)</td>", "Miriam’s view")
    assert list(Entry.objects.order_by("pk").values_list("actor_name", "verb", "details")) == [
        ("Sam Lee", "competencies.rated", {"moment": "at the start"}),
        ("Miriam Okafor", "competencies.rated", {"moment": "at the start"}),
    ]


def test_an_answer_is_corrected_until_a_later_one_is_given(cast, sign_in):
    browser = sign_in(cast.mentee)
    rate(cast)
    assert browser.get(page(cast, "start")).context["form"].initial == ratings()
    browser.post(page(cast, "start"), ratings(5, 5, 5, 5, 5, 5))
    assert Assessment.objects.get().ratings == ratings(5, 5, 5, 5, 5, 5)
    rate(cast, "end")
    answer = browser.post(page(cast, "start"), ratings())
    assert answer.context["form"].non_field_errors() == [
        "You have answered for “at the end” already, so what you said before stays."
    ]
    rate(cast, "start", "mentor")  # the other side's own order
    assert Assessment.objects.count() == 3


@pytest.mark.parametrize("wrong", ["", "0", "6", "x"])
def test_each_area_wants_one_of_five_answers(cast, sign_in, wrong):
    answer = sign_in(cast.mentee).post(page(cast, "start"), ratings() | {"growth": wrong})
    assert (answer.status_code, Assessment.objects.count()) == (422, 0)
    assert answer.context["form"].errors == {"growth": ["Choose an answer for “professional growth”."]}


def test_the_database_refuses_it_too(cast):
    with pytest.raises(IntegrityError, match="assessment_is_from_1_to_5"), transaction.atomic():
        rate(cast, "start", "mentee", 1, 2, 3, 4, 5, 6)
    one = rate(cast)
    with pytest.raises(IntegrityError, match="assessment_is_single"), transaction.atomic():
        Assessment.objects.create(pairing=cast.pairing, by=cast.mentee, moment="start", at=one.at, **ratings())


def test_there_is_no_fourth_moment(cast, sign_in):
    assert sign_in(cast.mentee).get(page(cast, "soon")).status_code == 404


# What it shows


def test_then_and_now_are_drawn_and_the_finding_is_said(cast, sign_in):
    rate(cast, "start", "mentee", 2, 3, 3, 3, 3, 3)
    rate(cast, "end", "mentee", 4, 3, 3, 3, 3, 2)
    rate(cast, "end", "mentor", 5, 3, 3, 3, 3, 3)
    first, *_, last = queries.growth(cast.pairing).lines
    assert (first.then, first.now, first.theirs, first.then_x, first.now_x) == (2, 4, 5, 96, 256)
    assert (first.cells, last.cells) == (("2", "–", "4 (5)"), ("3", "–", "2 (3)"))
    text = sign_in(cast.mentor).get(page(cast)).content.decode()
    assert text.count("Grown most in communication: from 2 to 4") == 2
    assert (text.count('class="chart-now"'), text.count('class="chart-point"'), text.count("chart-theirs")) == (6, 6, 6)


@given(st.lists(st.integers(1, 5), min_size=6, max_size=6), st.lists(st.integers(1, 5), min_size=6, max_size=6))
def test_any_ratings_have_a_finding_and_stay_on_the_chart(before, after):
    own = [Assessment(moment="start", **ratings(*before)), Assessment(moment="end", **ratings(*after))]
    lines = [queries._line(position, area, own, []) for position, area in enumerate(AREAS)]
    assert all(16 <= x <= 336 for line in lines for x in (line.then_x, line.now_x))
    finding = queries._finding(lines, own)
    grown = [area.label.lower() for area, a, b in zip(AREAS, before, after, strict=True) if b - a > 0]
    assert finding.startswith("Grown") == bool(grown)
    assert all(ratings(*after)[area.key] == min(after) for area in queries._lowest(own))


def test_resources_are_offered_for_the_lowest(cast, sign_in):
    low = factories.ResourceFactory(program=cast.program, title="LOW", area="inclusion", minutes=5)
    factories.ResourceFactory(program=cast.program, title="HIGH", area="growth")
    factories.ResourceFactory(program=cast.other_program, title="FOREIGN", area="inclusion")
    rate(cast, "start", "mentee", 3, 3, 3, 3, 1, 4)
    rate(cast, "start", "mentor", 5, 5, 5, 5, 5, 1)  # the mentor's view doesn't decide
    text = sign_in(cast.mentee).get(page(cast)).content.decode()
    shows(text, "LOW", "5 minutes", hides=["HIGH", "FOREIGN"])
    plan = reverse("learning_new", args=[cast.pairing.pk]) + f"?resource={low.pk}"
    assert f'href="{plan}"' in text
    browser = sign_in(cast.mentee)
    first = browser.get(plan).context["form"].initial
    browser.post(
        plan, {"title": first["title"], "kind": first["kind"], "form_key": "6f5a2f4e-3f0e-4f61-9f39-0d8d5ad0ff4f"}
    )
    assert ("In the plan" in browser.get(page(cast)).content.decode()) is True


def test_equally_low_everywhere_gives_two_areas(cast):
    rate(cast)
    assert [area.key for area in queries.growth(cast.pairing).lowest] == KEYS[:2]


@pytest.mark.parametrize(
    ("share", "rated", "due"),
    [(0.1, [], "start"), (0.5, [], "start"), (0.5, ["start"], "middle"), (0.9, ["start"], "end"), (0.9, ["end"], None)],
)
def test_the_page_offers_the_moment_that_fits(cast, share, rated, due):
    pairing, days = cast.pairing, (cast.pairing.ends_on - cast.pairing.started_on).days
    for moment in rated:
        rate(cast, moment)
    day = pairing.started_on + timedelta(days=int(days * share))
    found = queries.moments(queries.growth(pairing), cast.mentee, pairing, day)
    assert [value for value, _, _, is_time in found if is_time] == ([due] if due else [])


@pytest.mark.parametrize("part", ["mentor", "mentee"])
def test_the_goals_page_says_when_it_is_time(cast, sign_in, part):
    browser, goals = sign_in(getattr(cast, part)), reverse("goals", args=[cast.pairing.pk])
    assert f'href="{page(cast, "start")}"' in browser.get(goals).content.decode()
    rate(cast, "start", part)
    assert "Answer now" not in browser.get(goals).content.decode()


# Who


@pytest.mark.parametrize("viewer", ["coordinator", "other_mentee", "outsider", "administrator"])
def test_for_others_there_are_no_ratings(cast, sign_in, viewer):
    rate(cast)
    browser = sign_in(getattr(cast, viewer))
    assert browser.get(page(cast)).status_code == 404
    expected = 403 if viewer == "coordinator" else 404
    assert browser.post(page(cast, "start"), ratings()).status_code == expected
    assert Assessment.objects.count() == 1


def test_no_rating_reaches_the_trail(cast):
    rate(cast, "start", "mentee", 1, 1, 1, 1, 1, 1)
    assert Entry.objects.values_list("details", flat=True).get() == {"moment": "at the start"}


def test_after_the_end_it_is_read_not_written(cast, sign_in):
    rate(cast)
    end(cast)
    browser = sign_in(cast.mentee)
    text = browser.get(page(cast)).content.decode()
    shows(text, "Communication", hides=["How do you see yourself"])
    assert browser.post(page(cast, "end"), ratings()).status_code == 403
    with pytest.raises(Refused, match=PAIR_HAS_ENDED):
        rate(cast, "end")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_a_constant_number_of_queries(cast, sign_in, number):
    for moment in Assessment.Moment.values[:number]:
        rate(cast, moment)
        rate(cast, moment, "mentor")
        factories.ResourceFactory(program=cast.program, area="communication")
    browser = sign_in(cast.mentee)
    browser.get(page(cast))
    with CaptureQueriesContext(connection) as made:
        browser.get(page(cast))
    assert len(made) == 9


# Home


def asked(cast, who, share):
    """What home asks that person when so much of the pair's time is over."""
    pair = with_rated(Pairing.objects.with_people()).get(pk=cast.pairing.pk)
    day = pair.started_on + (pair.ends_on - pair.started_on) * share
    now = datetime.combine(day, time(12), cast.program.zone)
    return [step.url for step in of_pairs(rating_steps, who, [pair], now=now)]


def at(cast, moment):
    return [page(cast, moment)]


def test_home_asks_the_mentee_at_three_moments_and_the_mentor_after_them(cast):
    assert (asked(cast, cast.mentee, 0), asked(cast, cast.mentor, 0)) == (at(cast, "start"), [])
    rate(cast, "start")
    assert (asked(cast, cast.mentee, 0.05), asked(cast, cast.mentor, 0.05)) == ([], at(cast, "start"))
    rate(cast, "start", "mentor")
    assert asked(cast, cast.mentor, 0.05) == asked(cast, cast.mentee, 0.39) == []
    assert (asked(cast, cast.mentee, 0.42), asked(cast, cast.mentor, 0.42)) == (at(cast, "middle"), [])
    assert asked(cast, cast.mentee, 0.7) == []  # offered for six weeks
    assert asked(cast, cast.mentee, 0.9) == at(cast, "end")
    rate(cast, "end")
    assert (asked(cast, cast.mentee, 0.95), asked(cast, cast.mentor, 0.95)) == ([], at(cast, "end"))


def test_who_never_began_is_not_asked_for_the_start_for_ever(cast):
    assert [asked(cast, cast.mentee, share) for share in (0.3, 0.5)] == [[], []]


@pytest.mark.parametrize("changes", [{"state": "paused"}, {"program__state": "closed"}])
def test_home_asks_nobody_on_a_pause_or_after_the_program(cast, changes):
    for name, value in changes.items():
        target, field = (cast.program, name[9:]) if name.startswith("program__") else (cast.pairing, name)
        setattr(target, field, value)
        if value == "paused":
            target.paused_on = target.started_on
            target.returns_on = target.ends_on
        target.save()
    assert asked(cast, cast.mentee, 0) == []


def test_home_shows_it(cast, sign_in):
    Pairing.objects.update(started_on=cast.program.today(timezone.now()))
    assert page(cast, "start") in sign_in(cast.mentee).get("/").content.decode()
