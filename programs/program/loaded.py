"""What is loaded once for all the rooms that offer next steps."""

from collections.abc import Sequence

from mentoring.next_steps import Loaded
from programs.program.models import Membership, Program

MEMBERSHIPS: Loaded[Sequence[Membership]] = Loaded("the person's active memberships, with their programs")
COORDINATED: Loaded[Sequence[Program]] = Loaded(
    "the open programs they coordinate, each with its counts and its voices"
)
