"""Coordinators edit a journey: a draft that reaches nobody, saved in one go or let go."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mentoring.accounts.models import Organisation
from mentoring.activity import sentences
from mentoring.activity.models import Entry
from mentoring.notifications.planning.models import Mail
from mentoring.web.integrity import Refused
from programs.drafting import actions
from programs.drafting import queries as drafting_queries
from programs.journey import drafts as drafting
from programs.journey import running_pairs
from programs.journey.drafts import RungDraft, StepDraft
from programs.journey.running_pairs import Consequence
from programs.models import JourneyDraft, Program, Rung, Step
from programs.setup import actions as programs
from tests import factories
from tests.pages import shows
from tests.sentences import RUNG_IS_NEAR, RUNG_IS_SINGLE, too_long

pytestmark = pytest.mark.django_db
OWN = StepDraft(0, "own", "Meet five people", "mentee", 30, ladder=(RungDraft(0, 0, "doer"),))
MEANWHILE = "has changed the journey meanwhile. You see it as it is now: do it once more if it is still right."


@pytest.fixture
def steps(cast):
    """Prepare · Session (two rungs) · Goodbye."""
    prepare = factories.StepFactory(
        program=cast.program, kind="training", title="Prepare", first_day=0, every_days=None, position=0
    )
    session = factories.StepFactory(program=cast.program, first_day=7, every_days=14, position=1)
    factories.RungFactory(step=session, offset_days=-1, audience="doer")
    factories.RungFactory(step=session, offset_days=3, audience="both")
    goodbye = factories.StepFactory(
        program=cast.program, kind="closure", title="Goodbye", first_day=300, every_days=None, position=2
    )
    return prepare, session, goodbye


@pytest.fixture
def following(monkeypatch):
    """The pairs: they tell which programs they were planned anew for, and what one step would mean."""
    planned = []

    class Following:
        def move_end(self, program, *, before):
            planned.append((program.pk, before))

        def replan(self, program, *, by, now):
            planned.append((program.pk, program.cadence_days))
            return 4

        def consequences(self, program, steps, *, blackout, now, unchanged=()):
            new = [step for step in steps if step.id < 0]
            return [Consequence("", added=3, too_late=1, soonest=date(2036, 5, 5), step_id=step.id) for step in new]

    monkeypatch.setattr(running_pairs, "_registered", [Following()])
    return planned


def seen(program):
    return drafting_queries.edited(program).seen


def acting(cast):
    """What every act takes, with what is on the screen now."""
    return {"seen": seen(cast.program), "by": cast.coordinator, "now": timezone.now()}


def titles(program):
    return [step.title for step in drafting_queries.edited(program).journey]


def rows(program):
    return [
        (step.title, step.enabled, [(rung.offset_days, rung.audience) for rung in step.rungs.all()])
        for step in program.steps.order_by("position").prefetch_related("rungs")
    ]


# The draft


def test_nothing_touches_the_saved_journey_until_it_is_saved(cast, steps, following):
    prepare, session, goodbye = steps
    before = rows(cast.program)
    new = actions.add_step(cast.program, OWN, **acting(cast))
    actions.change_step(cast.program, session.pk, title="Meeting", every_days=7, **acting(cast))
    assert actions.move_step(cast.program, new.id, up=True, **acting(cast)) == 2
    actions.remove_step(cast.program, goodbye.pk, **acting(cast))
    actions.change_step(cast.program, prepare.pk, enabled=False, **acting(cast))
    actions.add_rung(cast.program, session.pk, RungDraft(0, 14, "coordinator"), **acting(cast))
    rung = session.rungs.get(offset_days=-1)
    actions.remove_rung(cast.program, session.pk, rung.pk, **acting(cast))
    late = session.rungs.get(offset_days=3)
    actions.change_rung(cast.program, session.pk, late.pk, subject="Ours", **acting(cast))
    assert rows(cast.program) == before
    assert following == []
    draft = JourneyDraft.objects.get()
    assert (draft.version, draft.edited_by) == (8, cast.coordinator)

    assert actions.save(cast.program, **acting(cast)) == 4
    assert rows(cast.program) == [
        ("Prepare", False, []),
        ("Meet five people", True, [(0, "doer")]),
        ("Meeting", True, [(3, "both"), (14, "coordinator")]),
    ]
    assert Rung.objects.get(pk=late.pk).subject == "Ours"
    assert Step.objects.get(pk=session.pk).every_days == 7
    assert following == [(cast.program.pk, 7)]
    assert not JourneyDraft.objects.exists()
    entry = Entry.objects.get(verb="journey.saved")
    assert sentences.sentence(entry) == "saved the journey: 1 step added, 1 step removed, 2 steps changed"
    assert titles(cast.program) == ["Prepare", "Meet five people", "Meeting"]


def test_the_rhythm_of_the_program_is_that_of_its_sessions(cast, steps, following):
    actions.change_step(cast.program, steps[1].pk, every_days=21, **acting(cast))
    actions.save(cast.program, **acting(cast))
    cast.program.refresh_from_db()
    assert cast.program.cadence_days == 21


def test_a_draft_that_says_the_same_again_is_no_draft(cast, steps):
    actions.move_step(cast.program, steps[0].pk, up=False, **acting(cast))
    assert JourneyDraft.objects.count() == 1
    actions.move_step(cast.program, steps[0].pk, up=True, **acting(cast))
    assert JourneyDraft.objects.count() == 0
    actions.move_step(cast.program, steps[0].pk, up=True, **acting(cast))  # it is the first already
    assert JourneyDraft.objects.count() == 0
    with pytest.raises(Refused, match="nothing to save"):
        actions.save(cast.program, **acting(cast))
    actions.discard(cast.program, seen=seen(cast.program))
    assert titles(cast.program) == ["Prepare", "Session", "Goodbye"]


def test_what_a_draft_says_already_is_no_change_of_it(cast, steps):
    for _ in range(2):
        actions.change_step(cast.program, steps[0].pk, title="First", **acting(cast))
    assert JourneyDraft.objects.values_list("version", flat=True).get() == 1


def test_a_step_that_is_no_longer_there_is_not_changed(cast, steps):
    with pytest.raises(Refused, match="This is no longer a part of the journey"):
        actions.change_step(cast.program, 0, title="First", **acting(cast))
    assert JourneyDraft.objects.count() == 0


def test_changes_can_be_let_go(cast, steps, following):
    before = rows(cast.program)
    actions.remove_step(cast.program, steps[2].pk, **acting(cast))
    with pytest.raises(Refused, match=MEANWHILE):
        actions.discard(cast.program, seen="saved-0")
    actions.discard(cast.program, seen=seen(cast.program))
    assert (JourneyDraft.objects.count(), rows(cast.program), following) == (0, before, [])


def test_a_step_that_stands_in_a_pair_is_switched_off_instead_of_removed(cast, steps):
    factories.TouchpointFactory(pairing=cast.pairing, step=steps[1])
    sentence = "“Session” already has its days in pairs, so it can’t be removed. Switch it off instead."
    with pytest.raises(Refused) as refused:
        actions.remove_step(cast.program, steps[1].pk, **acting(cast))
    assert refused.value.sentence == sentence
    actions.remove_step(cast.program, steps[2].pk, **acting(cast))
    factories.TouchpointFactory(pairing=cast.pairing, step=steps[2])  # a pair began meanwhile
    with pytest.raises(Refused, match="“Goodbye” already has its days"):
        actions.save(cast.program, **acting(cast))
    assert Step.objects.filter(pk=steps[2].pk).exists()


def test_two_rungs_may_change_their_days_with_one_another(cast, steps):
    session = steps[1]
    first, second = session.rungs.order_by("offset_days")
    actions.change_rung(cast.program, session.pk, first.pk, offset_days=5, audience="both", **acting(cast))
    actions.change_rung(cast.program, session.pk, second.pk, offset_days=-1, audience="doer", **acting(cast))
    moved = next(rung for rung in drafting_queries.edited(cast.program).journey[1].ladder if rung.offset_days == 5)
    actions.change_rung(cast.program, session.pk, moved.id, offset_days=3, **acting(cast))
    actions.save(cast.program, **acting(cast))
    assert rows(cast.program)[1] == ("Session", True, [(-1, "doer"), (3, "both")])
    assert not session.rungs.filter(pk__in=[first.pk, second.pk]).exists()


def test_who_has_not_seen_the_newest_changes_nothing(cast, steps):
    old = acting(cast)
    actions.change_step(cast.program, steps[0].pk, title="First", **old)
    for act in (
        lambda: actions.change_step(cast.program, steps[0].pk, title="Second", **old),
        lambda: actions.move_step(cast.program, steps[0].pk, up=False, **old),
        lambda: actions.save(cast.program, **old),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.sentence == f"Cora Lind {MEANWHILE}"
    assert titles(cast.program)[0] == "First"


def test_a_page_from_before_a_save_is_old_even_where_no_draft_is_left(cast, steps):
    old = acting(cast)
    actions.change_step(cast.program, steps[0].pk, title="First", **old)
    actions.save(cast.program, **acting(cast))
    with pytest.raises(Refused) as refused:
        actions.change_step(cast.program, steps[0].pk, title="Second", **old)
    assert refused.value.sentence == f"Somebody {MEANWHILE}"


@pytest.mark.django_db(transaction=True)
def test_of_two_coordinators_at_once_one_is_told(cast, steps):
    values, together, outcomes = acting(cast), threading.Barrier(2), []

    def work(title):
        try:
            together.wait(timeout=30)
            actions.change_step(cast.program, steps[0].pk, title=title, **values)
            outcomes.append(title)
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[title]) for title in ("Mine", "Yours")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(outcomes) == 2
    [kept] = [outcome for outcome in outcomes if not outcome.endswith(MEANWHILE)]
    assert (titles(cast.program)[0], JourneyDraft.objects.get().version) == (kept, 1)


@pytest.mark.django_db(transaction=True)
def test_saved_twice_at_once_is_saved_once(cast, steps):
    actions.change_step(cast.program, steps[0].pk, title="First", **acting(cast))
    values, together, refusals = acting(cast), threading.Barrier(2), []

    def work():
        try:
            together.wait(timeout=30)
            actions.save(cast.program, **values)
        except Refused as refused:
            refusals.append(refused.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert refusals == [f"Somebody {MEANWHILE}"]
    assert Entry.objects.filter(verb="journey.saved").count() == 1


def test_a_closed_program_keeps_its_journey(cast, steps, sign_in):
    values = acting(cast)
    Program.objects.filter(pk=cast.program.pk).update(state="closed")
    with pytest.raises(Refused, match="closed"):
        actions.change_step(cast.program, steps[0].pk, title="First", **values)
    page = sign_in(cast.coordinator).get(reverse("journey_edit", args=[cast.program.pk]), follow=True)
    assert "Its journey can be read, but no longer changed." in page.content.decode()
    assert "Edit the journey" not in page.content.decode()


def test_settings_of_the_program_reach_the_draft_and_the_pairs(cast, steps, following):
    actions.change_step(cast.program, steps[0].pk, title="First", **acting(cast))
    old, ends_on = seen(cast.program), cast.program.ends_on + timedelta(days=10)
    programs.update(cast.program, cadence_days=7, ends_on=ends_on, by=cast.coordinator, now=timezone.now())
    draft = {step.title: step for step in drafting_queries.edited(cast.program).journey}
    assert (draft["Session"].every_days, draft["Goodbye"].first_day) == (7, 310)
    assert "First" in draft
    assert seen(cast.program) != old
    assert following == [(cast.program.pk, ends_on - timedelta(days=10)), (cast.program.pk, 7)]
    programs.update(cast.program, name="Another name", by=cast.coordinator, now=timezone.now())
    assert len(following) == 2


def test_a_draft_that_the_settings_overtake_ends(cast, steps, following):
    actions.change_step(cast.program, steps[1].pk, every_days=7, **acting(cast))
    programs.update(cast.program, cadence_days=7, by=cast.coordinator, now=timezone.now())
    assert not JourneyDraft.objects.exists()


# The pages


def url(name, cast, *arguments):
    return reverse(name, args=[cast.program.pk, *arguments])


def text(response):
    return response.content.decode()


def fields(cast, **changes):
    values = {"title": "Meeting", "doer": "both", "first_day": "7", "every_days": "14", "guide": "", "enabled": "on"}
    return values | {"seen": seen(cast.program)} | changes


def test_coordinator_edits_looks_and_saves(cast, steps, sign_in, following):
    browser = sign_in(cast.coordinator)
    page = text(browser.get(url("journey_edit", cast)))
    assert "Nothing is changed yet, so there is nothing to save." in page
    assert "Save the journey" not in page
    page = text(browser.get(url("journey_step_new", cast), {"kind": "check_in"}))
    assert "Your coordinator reads it, your partner doesn" in page
    new = fields(cast, title="Check in", first_day="14", every_days="30")
    page = text(browser.post(url("journey_step_new", cast) + "?kind=check_in", new, follow=True))
    assert "“Check in” is added. Save the journey when you are done." in page
    assert "1 step added." in page
    assert "3 pairs get it, first on May 5. 1 pair is past its day and doesn’t get it." in page
    page = text(browser.post(url("journey_step", cast, steps[1].pk), fields(cast), follow=True))
    assert "Kept in the draft." in page
    page = text(browser.post(url("journey_save", cast), {"seen": seen(cast.program)}, follow=True))
    assert "The journey is saved. 4 days of running pairs followed." in page
    assert "There are changes that are not saved yet" not in page
    check_in = Step.objects.get(kind="check_in")
    assert (check_in.title, check_in.rungs.count()) == ("Check in", 3)
    assert Step.objects.get(pk=steps[1].pk).title == "Meeting"


@pytest.mark.parametrize("part", ["mentor", "mentee"])
def test_only_coordinators_see_that_there_is_a_draft(cast, steps, sign_in, part):
    actions.change_step(cast.program, steps[0].pk, title="SECRET-SO-FAR", **acting(cast))
    page = text(sign_in(getattr(cast, part)).get(url("program_journey", cast)))
    assert "SECRET-SO-FAR" not in page
    assert "not saved yet" not in page
    page = text(sign_in(cast.coordinator).get(url("program_journey", cast)))
    assert "There are changes that are not saved yet" in page


def test_difference_shows_days_mails_and_sessions(cast, steps, sign_in):
    Program.objects.update(starts_on=date(2036, 3, 3), ends_on=date(2036, 5, 26))
    actions.change_step(cast.program, steps[1].pk, every_days=7, **acting(cast))
    page = text(sign_in(cast.coordinator).get(url("journey_edit", cast)))
    assert "Sessions: 6 → 12" in page
    assert "Mails to the mentor: 6 → 12" in page
    assert "6 days more, 5 days moved, 12 → 24 reminders" in page


def test_form_of_a_step_says_what_is_missing_and_keeps_what_was_typed(cast, steps, sign_in):
    browser, address = sign_in(cast.coordinator), url("journey_step", cast, steps[1].pk)
    long = "x" * 100_000
    answer = browser.post(address, fields(cast, title="", first_day="", every_days="", doer="", guide=long))
    page = text(answer)
    assert answer.status_code == 422
    for sentence in (
        "Give the step a title.",
        "Enter how many days after the match it is due; 0 is the day itself.",
        "Sessions repeat: choose a rhythm from 1 to 90 days.",
        "Choose who does it.",
        too_long(4000),
    ):
        assert sentence in page
    assert long in page
    page = text(browser.post(address, fields(cast, every_days="91")))
    assert "Sessions repeat: choose a rhythm from 1 to 90 days." in page
    assert not JourneyDraft.objects.exists()


def test_a_stale_form_keeps_what_was_typed_and_can_be_sent_once_more(cast, steps, sign_in):
    browser, address = sign_in(cast.coordinator), url("journey_step", cast, steps[1].pk)
    mine = fields(cast, guide="TYPED-FOR-TEN-MINUTES")
    actions.change_step(cast.program, steps[0].pk, title="First", **acting(cast))
    answer = browser.post(address, mine)
    assert answer.status_code == 422
    assert MEANWHILE in text(answer)
    assert "TYPED-FOR-TEN-MINUTES" in text(answer)
    again = mine | {"seen": seen(cast.program)}
    assert f'value="{again["seen"]}"' in text(answer)
    assert browser.post(address, again).status_code == 302


def test_what_was_typed_for_a_step_that_is_gone_is_shown(cast, steps, sign_in):
    answer = sign_in(cast.coordinator).post(url("journey_step", cast, -1), fields(cast, guide="TYPED"))
    assert answer.status_code == 409
    assert "TYPED" in text(answer)
    assert sign_in(cast.coordinator).get(url("journey_step", cast, -1)).status_code == 404


def test_buttons_move_switch_and_remove(cast, steps, sign_in):
    browser, pk = sign_in(cast.coordinator), steps[2].pk

    def press(do, step=pk):
        answer = browser.post(url("journey_step_act", cast, step), {"do": do, "seen": seen(cast.program)}, follow=True)
        return text(answer)

    assert "“Goodbye” is now number 2." in press("up")
    assert "“Goodbye” is now number 3." in press("down")
    assert "“Goodbye” is switched off." in press("off")
    assert "“Goodbye” is switched on." in press("on")
    assert "Choose what should happen to the step." in press("nonsense")
    assert "“Goodbye” is removed." in press("remove")
    assert titles(cast.program) == ["Prepare", "Session"]
    factories.TouchpointFactory(pairing=cast.pairing, step=steps[1])
    assert "Remove: Session" not in text(browser.get(url("journey_edit", cast)))
    assert "Switch it off instead." in press("remove", steps[1].pk)


def test_moving_answers_htmx_with_the_part_that_changed(cast, steps, sign_in):
    answer = sign_in(cast.coordinator).post(
        url("journey_step_act", cast, steps[0].pk),
        {"do": "down", "seen": seen(cast.program)},
        headers={"HX-Request": "true"},
    )
    assert text(answer).strip().startswith('<div id="journey"')
    assert "“Prepare” is now number 2." in answer.headers["HX-Trigger"].encode().decode("unicode_escape")


def test_ladder_is_built_on_its_page(cast, steps, sign_in):
    browser, address = sign_in(cast.coordinator), url("journey_ladder", cast, steps[1].pk)
    good = {"side": "after", "days": "14", "audience": "coordinator"}
    page = text(browser.post(address, good | {"seen": seen(cast.program)}, follow=True))
    assert "14 days late" in page
    for changes, sentence in (
        ({"days": ""}, "Enter how many days."),
        ({"side": "before", "days": "31"}, RUNG_IS_NEAR),
        ({"days": "91"}, "Enter 90 or less."),
        ({"side": "", "audience": ""}, "Choose who gets it."),
        ({}, RUNG_IS_SINGLE),
    ):
        answer = browser.post(address, good | changes | {"seen": seen(cast.program)})
        assert answer.status_code == 422
        shows(text(answer), sentence)
    late = steps[1].rungs.get(offset_days=3)
    values = {"side": "on", "days": "", "audience": "both", "seen": seen(cast.program)}
    page = text(browser.post(url("journey_rung", cast, steps[1].pk, late.pk), values, follow=True))
    assert "On the day" in page
    early = steps[1].rungs.get(offset_days=-1)
    remove = url("journey_rung_remove", cast, steps[1].pk, early.pk)
    page = text(browser.post(remove, {"seen": seen(cast.program)}, follow=True))
    assert "The reminder is off the ladder." in page
    ladder = drafting.find(drafting_queries.edited(cast.program).journey, steps[1].pk).ladder
    assert [(rung.offset_days, rung.audience) for rung in ladder] == [(0, "both"), (14, "coordinator")]


def test_two_equal_reminders_that_slipped_into_a_draft_are_said_when_it_is_saved(cast, steps, sign_in):
    session = steps[1]
    actions.add_rung(cast.program, session.pk, RungDraft(0, 10, "both"), **acting(cast))
    draft = JourneyDraft.objects.get()
    for rung in draft.steps[1]["ladder"]:  # past the draft's own check: the database says so
        rung.update(offset_days=3, audience="both", id=-1)
    draft.save(update_fields=["steps"])
    answer = sign_in(cast.coordinator).post(url("journey_save", cast), {"seen": seen(cast.program)}, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(url("journey_edit", cast), 302)])
    assert RUNG_IS_SINGLE in text(answer)
    assert sorted(session.rungs.values_list("offset_days", flat=True)) == [-1, 3]


# The words of a reminder


@pytest.fixture
def late(steps):
    return steps[1].rungs.get(offset_days=3)


def worded(cast, late):
    return drafting.find(drafting_queries.edited(cast.program).journey, late.step_id).rung(late.pk)


def test_wording_stands_beside_its_trigger_with_real_names(cast, late, sign_in):
    page = text(sign_in(cast.coordinator).get(url("journey_wording", cast, late.step_id, late.pk)))
    assert "3 days late → mentor and mentee, at nine in their morning" in page
    assert "Did you and Sam meet?" in page
    assert "Did you and {partner} meet?" in page
    frame = page.split('<iframe class="mail-frame"')[1].split('src="')[1].split('"')[0].replace("&amp;", "&")
    answer = sign_in(cast.coordinator).get(frame)
    assert "Hello Miriam," in text(answer)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert f"/programs/{cast.program.pk}/journey/" in text(answer)
    assert "/answer/" not in text(answer)


def test_wording_is_kept_in_the_draft_and_saved_with_it(cast, late, sign_in):
    browser, address = sign_in(cast.coordinator), url("journey_wording", cast, late.step_id, late.pk)
    typed = {"subject": "Ours, {first_name}", "text": "Come on, {partner}.", "do": "keep"}
    assert browser.post(address, typed | {"seen": seen(cast.program)}).status_code == 302
    assert (worded(cast, late).subject, worded(cast, late).text) == ("Ours, {first_name}", "Come on, {partner}.")
    late.refresh_from_db()
    assert late.subject == ""
    actions.save(cast.program, **acting(cast))
    late.refresh_from_db()
    assert (late.subject, late.text) == ("Ours, {first_name}", "Come on, {partner}.")
    again = {"subject": "x", "text": "y", "do": "default", "seen": seen(cast.program)}
    assert "The default wording is back." in text(browser.post(address, again, follow=True))
    assert not worded(cast, late).has_own_words


def test_wrong_placeholder_is_said_while_typing_and_refused_when_kept(cast, late, sign_in):
    browser, address = sign_in(cast.coordinator), url("journey_wording", cast, late.step_id, late.pk)
    typed = {"subject": "For {partnr}", "text": "Well. " + "z" * 50, "seen": seen(cast.program)}
    sentence = "“{partnr}” is not known. Did you mean “{partner}”?"
    checked = browser.post(f"{address}check/", typed, headers={"HX-Request": "true"})
    assert (checked.status_code, text(checked).count(sentence)) == (200, 1)
    assert text(checked).strip().startswith("<section")
    for do in ("keep", "look", "send"):
        answer = browser.post(address, typed | {"do": do})
        assert answer.status_code == 422
        shows(text(answer), sentence, "z" * 50)
    assert (JourneyDraft.objects.count(), Mail.objects.count()) == (0, 0)
    long = browser.post(address, typed | {"subject": "s" * 201, "text": "t" * 100_000, "do": "keep"})
    assert too_long(4000) in text(long)
    assert "t" * 100_000 in text(long)


def test_send_me_this_goes_to_the_coordinator_alone(cast, late, sign_in):
    address = url("journey_wording", cast, late.step_id, late.pk)
    typed = {"subject": "Ours", "text": "Words <b>of</b> mine", "do": "send", "seen": seen(cast.program)}
    page = text(sign_in(cast.coordinator).post(address, typed))
    assert "On its way to coordinator@example.org" in page
    assert "Words &lt;b&gt;of&lt;/b&gt; mine" in page
    mail = Mail.objects.get()
    assert (mail.to, mail.subject, mail.recipient) == (cast.coordinator.email, "Test: Ours", cast.coordinator)
    assert "Words <b>of</b> mine" in mail.text
    assert "Words &lt;b&gt;of&lt;/b&gt; mine" in mail.html
    assert "/answer/" not in mail.text
    assert not JourneyDraft.objects.exists()


def test_words_for_the_frame_are_signed(cast, late, sign_in):
    address = url("journey_wording_preview", cast, late.step_id, late.pk)
    for words in ("", "forged", "WyJhIiwiYiJd:nonsense"):
        assert sign_in(cast.coordinator).get(address, {"words": words}).status_code == 404


def test_names_are_made_up_where_there_is_nobody_yet(cast, late, sign_in):
    type(cast.pairing).objects.all().delete()
    cast.program.memberships.exclude(role="coordinator").delete()
    page = text(sign_in(cast.coordinator).get(url("journey_wording", cast, late.step_id, late.pk)))
    assert "Did you and Sam meet?" in page


@pytest.mark.parametrize("number", [1, 3])
def test_editing_takes_as_many_queries_for_three_steps_as_for_one(
    cast, following, sign_in, django_assert_num_queries, number
):
    for position in range(number):
        step = factories.StepFactory(program=cast.program, kind="own", position=position)
        factories.RungFactory(step=step)
        factories.TouchpointFactory(pairing=cast.pairing, step=step)
    actions.change_step(cast.program, step.pk, title="Other", **acting(cast))
    browser = sign_in(cast.coordinator)
    with django_assert_num_queries(9):
        browser.get(url("journey_edit", cast))


@pytest.mark.parametrize("number", [1, 3])
def test_what_a_draft_means_for_pairs_takes_as_many_queries_for_three_as_for_one(
    cast, sign_in, django_assert_num_queries, number
):
    step = factories.StepFactory(program=cast.program, kind="own", first_day=7, every_days=14)
    for position in range(number):
        pairing = factories.PairingFactory(program=cast.program)
        day = pairing.started_on + timedelta(days=7)
        factories.TouchpointFactory(pairing=pairing, step=step, due_on=day, counted_from=pairing.started_on)
        factories.StepFactory(program=cast.program, kind="own", position=position)
    actions.change_step(cast.program, step.pk, first_day=21, **acting(cast))
    browser = sign_in(cast.coordinator)
    Organisation.objects.create(pk=1, name="Harbour Engineering")
    browser.get(reverse("settings"))  # the organisation's name is remembered
    with django_assert_num_queries(10):
        page = browser.get(url("journey_edit", cast))
    assert [found.moved for _, found in page.context["change"].running if found.moved] == [number]
