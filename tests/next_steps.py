"""What a room offers as a next step, without the pages around it."""

from goals.goals import next_steps as goals
from mentoring.next_steps import Known, NextStep
from pairings.attention import next_steps as attention
from pairings.attention.queries import needs_attention_in
from pairings.beginning import next_steps as beginning
from pairings.beginning.queries import with_beginning
from pairings.endings import next_steps as endings
from pairings.endings.queries import needed
from pairings.models import Pairing
from pairings.open_steps import next_steps as open_steps
from pairings.pair.next_steps import PAIRS
from pairings.times.models import with_outlook
from programs.applications import next_steps as applications
from programs.applications.counts import with_counts
from programs.models import Program
from programs.program.loaded import COORDINATED, MEMBERSHIPS
from programs.setup import next_steps as setup


def about_pairs(user, *, now) -> list[NextStep]:
    """The beginning, the open steps and the ending of all pairs, and which need a hand; as home sorts them."""
    rows = Pairing.objects.taken_part_in_by(user).live().with_people().with_goals()
    pairs = list(with_outlook(with_beginning(rows, user)).annotate(**needed()))
    waiting = needs_attention_in(Program.objects.coordinated_by(user).open(), now=now)
    known = Known(user, now).having(PAIRS, pairs).having(MEMBERSHIPS, []).having(attention.ATTENTION, waiting)
    asked = (attention, beginning, endings, open_steps)
    return sorted((step for room in asked for step in room.next_steps(known)), key=lambda step: step.rank)


def of_pairs(room, user, pairs, *, now) -> list[NextStep]:
    return room.next_steps(Known(user, now).having(PAIRS, pairs))


def about_goals(user, *, now) -> list[NextStep]:
    return goals.next_steps(Known(user, now).having(goals.GOALS, goals.open_of(user)))


def about_programs(user, *, now) -> list[NextStep]:
    """Those that the person coordinates, and what they have applied for."""
    programs = list(with_counts(Program.objects.coordinated_by(user).open(), now=now))
    known = Known(user, now).having(COORDINATED, programs)
    return sorted([*applications.next_steps(known), *setup.next_steps(known)])
