"""What to start talking about, depending on the stage a pair is in. Pure data and calculation, no Django."""

from dataclasses import dataclass

FIRST_SESSIONS = 3
NEAR_THE_END = 60  # days


@dataclass(frozen=True)
class Stage:
    name: str
    title: str
    prompts: tuple[str, ...]


FIRST = Stage(
    "first",
    "For your first sessions",
    (
        "What brought you here, and what would make this time worth it?",
        "What should the other know about how you work best?",
        "Which small thing could you try before you meet again?",
    ),
)
MIDDLE = Stage(
    "middle",
    "For the middle of the way",
    (
        "What has changed since you last met, and what did you do for it?",
        "Which goal moves, which one is stuck, and is it still the right one?",
        "What could each of you do differently in these sessions?",
    ),
)
END = Stage(
    "end",
    "For the last sessions",
    (
        "What can you do now that you couldn’t when you began?",
        "What is left that you want to finish together?",
        "Who and what will support you once these sessions are over?",
    ),
)


def stage(*, sessions: int, days_left: int) -> Stage:
    """`sessions` held so far and days until the pair's last day."""
    if days_left <= NEAR_THE_END:
        return END
    return FIRST if sessions < FIRST_SESSIONS else MIDDLE
