"""The mails about pauses: a pair's pause and return, and a person's pause."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from mentoring.notifications.planning.families import Batch, Notice, about
from mentoring.notifications.planning.kinds import Letter
from pairings.pair import samples
from pairings.pair.letters import GONE, HAS_LEFT, NOT_SO, PAIRS, PairNotice
from pairings.pair.models import Pairing
from pairings.touchpoints.models import Touchpoint
from programs.program.letters import coordinating
from programs.program.models import Membership

PAUSED, RESUMED = "pairing_paused", "pairing_resumed"
BACK = "The person was back before this went out."


def paused(notice: PairNotice[Pairing]) -> Letter | str:
    if not_so := notice.not_so(Pairing.State.PAUSED):
        return not_so
    pairing = notice.pairing
    if pairing.returns_on and pairing.returns_on <= pairing.program.today(notice.now):
        return NOT_SO[Pairing.State.ACTIVE]
    away = pairing.away
    others = away.user.first_name if away and away != notice.side else ""
    return notice.letter(_page(notice), away=others, returns_on=pairing.returns_on, pair_url=_url(notice))


def resumed(notice: PairNotice[Pairing]) -> Letter | str:
    if not_so := notice.not_so(Pairing.State.ACTIVE):
        return not_so
    following = notice.ask(_next_steps).get(notice.pairing.pk)
    step, due_on = (following.step.title, following.due_on) if following else ("", None)
    is_past = due_on is not None and due_on < notice.pairing.program.today(notice.now)
    return notice.letter(_page(notice), step=step, due_on=None if is_past else due_on, pair_url=_url(notice))


def person_paused(notice: Notice[Membership]) -> Letter | str:
    absent, member = notice.about, notice.ask(_members).get(notice.row.payload["membership"])
    if absent.returns_on is None or absent.returns_on <= absent.program.today(notice.now):
        return BACK
    if member is None:
        return HAS_LEFT
    themself, program, role = absent.pk == member.pk, absent.program, absent.get_role_display().lower()
    path = reverse("home") if themself else reverse("person", args=[program.pk, absent.pk])
    context = {
        "person": str(absent.user),
        "themself": themself,
        "role": role,
        "returns_on": absent.returns_on,
        "partners": [str(one.partner_of(absent.user)) for one in notice.ask(_pairs) if one.paused_for_id == absent.pk],
        "page_url": settings.SITE_URL + path,
        "why": f"You are a {role} in {program.name}." if themself else coordinating(program),
        "for_coordinator": not themself,
    }
    return Letter(context, program.name, url=path)


def _page(notice: PairNotice[Pairing]) -> str:
    return reverse("pair", args=[notice.pairing.pk])


def _url(notice: PairNotice[Pairing]) -> str:
    return settings.SITE_URL + _page(notice)


def _next_steps(batch: Batch) -> dict[int, Touchpoint]:
    rows = Touchpoint.objects.open().filter(pairing__in=batch.ids("pairing", RESUMED), step__enabled=True)
    first = rows.select_related("step").order_by("pairing_id", "due_on", "pk").distinct("pairing_id")
    return {one.pairing_id: one for one in first}


def _members(batch: Batch) -> dict[int, Membership]:
    ids = batch.ids("away") | batch.ids("membership")
    return Membership.objects.active().select_related("user", "program").in_bulk(ids)


def _pairs(batch: Batch) -> list[Pairing]:
    return list(Pairing.objects.filter(paused_for__in=batch.ids("away")).with_people())


BACK_ON = date(2026, 12, 14)
SAMPLE_PAUSED = samples.of_mentor(away="Sam", returns_on=BACK_ON, pair_url=samples.EXAMPLE)
SAMPLE_RESUMED = samples.of_mentor(step="Session", due_on=date(2026, 12, 18), pair_url=samples.EXAMPLE)
SAMPLE_PERSON = samples.of_coordinator(
    person="Sam Lee", themself=False, role="mentee", partners=["Miriam Okafor"], returns_on=BACK_ON
)
PEOPLE = about("away", _members)
KINDS = [
    PAIRS.kind(PAUSED, "Your pair takes a pause", paused, SAMPLE_PAUSED, gone=GONE, service=True),
    PAIRS.kind(RESUMED, "Your pair goes on", resumed, SAMPLE_RESUMED, gone=GONE, service=True),
    PEOPLE.kind("person_paused", "Somebody takes a pause", person_paused, SAMPLE_PERSON, gone=BACK, service=True),
]
