"""A reminder as it would look, for the coordinator who words it: real names, and links that do nothing."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse

from mentoring.accounts.models import User
from mentoring.notifications.planning import kinds, letters
from programs.journey import wording
from programs.journey.drafts import RungDraft, StepDraft
from programs.journey.wording import Wording
from programs.program.letters import belonging, coordinating
from programs.program.models import Membership, Program

SALT = "programs.journey.wording"
# Some servers on the way cut off longer addresses.
LONGEST_KEY = 6000


@dataclass(frozen=True)
class Sample:
    kind: str
    context: dict[str, Any]

    def rendered(self) -> letters.Rendered:
        return letters.render(self.kind, self.context)

    def as_test(self) -> "Sample":
        words = self.context["words"]
        return replace(self, context={**self.context, "words": replace(words, subject=f"Test: {words.subject}")})


def kind_of(step: StepDraft, rung: RungDraft) -> str:
    return wording.kind_of(step.kind, step.doer, rung.offset_days, rung.audience)


def sample(program: Program, step: StepDraft, rung: RungDraft, typed: Wording, *, today: date) -> Sample:
    """What the first of its recipients would read on the day it goes out."""
    mentor, mentee = _pair(program)
    kind, to = kind_of(step, rung), wording.goes_to(step.doer, rung.audience)[0]
    both = f"{mentee} and {mentor}"
    recipient = {"mentor": mentor, "mentee": mentee}.get(to, User(name="Coordinator"))
    partner = {"mentor": mentee.first_name, "mentee": mentor.first_name}.get(to, both)
    facts = wording.Facts(
        first_name=recipient.first_name,
        partner=partner,
        mentor=str(mentor),
        mentee=str(mentee),
        step=step.title,
        guide=step.guide,
        program=program.name,
        due_on=today - timedelta(days=rung.offset_days),
        today=today,
    )
    context = {
        **_harmless(dict(kinds.get(kind).sample()), program),
        "recipient": recipient,
        "words": wording.fill(typed, facts),
        "program": program.name,
        "step": step.title,
        "partner": partner,
        "partner_first": partner,
        "why": coordinating(program) if to == "coordinator" else belonging(partner, to, program),
    }
    return Sample(kind, context)


def key(typed: Wording) -> str:
    """The words as part of an address, so that a frame can show them unsaved; empty if they are too long for one."""
    made = signing.dumps([typed.subject, typed.text], salt=SALT, compress=True)
    return made if len(made) <= LONGEST_KEY else ""


def read(made: str) -> Wording | None:
    try:
        return Wording(*signing.loads(made, salt=SALT))
    except signing.BadSignature:
        return None


def _harmless(context: dict[str, Any], program: Program) -> dict[str, Any]:
    """Every link leads to the journey, so that a test mail can't answer for anybody."""
    url = settings.SITE_URL + reverse("program_journey", args=[program.pk])
    links = {name: url for name in context if name.endswith("_url")}
    ratings = [{**rating, "url": url} for rating in context.get("ratings", [])]
    return {**context, **links, "ratings": ratings, "preferences_url": url}


def _pair(program: Program) -> tuple[User, User]:
    pairing = program.pairings.live().with_people().order_by("pk").first()  # by name only: pairs are defined above
    if pairing:
        return pairing.mentor.user, pairing.mentee.user
    someone = program.memberships.active().select_related("user").order_by("pk")
    mentor = someone.filter(role=Membership.Role.MENTOR).first()
    mentee = someone.filter(role=Membership.Role.MENTEE).first()
    return (mentor.user if mentor else User(name="Miriam Okafor")), (mentee.user if mentee else User(name="Sam Lee"))
