"""The six areas as people rate them: one sentence about oneself, one about the mentee."""

from dataclasses import dataclass

from programs.library.models import Competency


@dataclass(frozen=True)
class Area:
    key: str
    label: str
    own: str
    theirs: str  # `{name}` is the mentee's first name


AREAS = tuple(
    Area(competency.value, str(competency.label), own, theirs)
    for competency, own, theirs in (
        (
            Competency.COMMUNICATION,
            "I say what I think so that it arrives, and I ask until I have understood the others.",
            "{name} says things so that they arrive, and asks until the others are understood.",
        ),
        (
            Competency.EXPECTATIONS,
            "I know what is expected of me, I say what I expect, and I notice early when the two differ.",
            "{name} knows what is expected, says what they expect, and notices early when the two differ.",
        ),
        (
            Competency.UNDERSTANDING,
            "Before I act, I make sure that I have really understood the matter and the people in it.",
            "Before acting, {name} makes sure that the matter and the people in it are really understood.",
        ),
        (
            Competency.INDEPENDENCE,
            "I find my next step myself, and ask for help when that is the better way.",
            "{name} finds the next step alone, and asks for help when that is the better way.",
        ),
        (
            Competency.INCLUSION,
            "I work well with people who are unlike me, and where I am, everybody gets a hearing.",
            "{name} works well with people of every kind, and where {name} is, everybody gets a hearing.",
        ),
        (
            Competency.GROWTH,
            "I know where I want to go in my work, and I do something for it every month.",
            "{name} has a direction at work, and does something for it every month.",
        ),
    )
)
ANSWERS = [(1, "Hardly ever"), (2, "Rarely"), (3, "Sometimes"), (4, "Often"), (5, "Nearly always")]
