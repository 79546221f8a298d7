"""No mentor has two pairs of one tint, as long as there are tints."""

import pytest
from django.utils import timezone

from pairings.life import actions as life
from pairings.pair import tints
from pairings.pair.models import TINTS
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_pair_gets_a_tint_that_neither_of_the_two_has(cast):
    cast.program.mentor_capacity = TINTS + 2
    cast.program.save()
    factories.PairingFactory(mentee__user=cast.other_mentee, tint=1)  # with a mentor of another program
    started = life.start(
        cast.program,
        mentor=cast.mentor_in,
        mentee=cast.other_mentee_in,
        started_on=cast.program.today(timezone.now()),
        by=cast.coordinator,
        now=timezone.now(),
    )
    assert (cast.pairing.tint, started.tint) == (0, 2)


def test_with_more_pairs_than_tints_the_rarest_comes_again(cast):
    for number in range(1, TINTS):
        factories.PairingFactory(mentor=cast.mentor_in, program=cast.program, tint=number)
    assert tints.free(cast.mentor) == 0
    factories.PairingFactory(mentor=cast.mentor_in, program=cast.program, tint=0)
    assert tints.free(cast.mentor) == 1


def test_an_ended_pair_gives_its_tint_free(cast):
    cast.pairing.state, cast.pairing.ended_on = "ended", factories.today()
    cast.pairing.save()
    assert tints.free(cast.mentor, cast.mentee) == 0
