"""Examples to start a goal from. They are just words in a form until somebody saves them."""

from dataclasses import dataclass

from goals.goals.models import Goal


@dataclass(frozen=True)
class Example:
    key: str
    title: str
    why: str
    measure: str
    area: str
    milestones: tuple[str, ...]


EXAMPLES = (
    Example(
        "present",
        "Present our work to people outside my team without reading from a script",
        "My work is known only to those who sit next to me.",
        "I have held three talks and asked someone after each what stayed with them.",
        Goal.Area.COMMUNICATION,
        ("Watch two talks I admire and note what works", "Present to my mentor", "Hold the first talk outside my team"),
    ),
    Example(
        "next-role",
        "Know which role I want next and what is missing for it",
        "I keep applying for what turns up instead of choosing.",
        "I can name the role, three people who do it, and a plan with dates.",
        Goal.Area.CAREER,
        (
            "Talk with three people about their work",
            "Write down what I have and what is missing",
            "Make a plan with dates",
        ),
    ),
    Example(
        "network",
        "Have five people outside my department whom I can ask for advice",
        "When I am stuck I only ask the same two colleagues.",
        "I have had a conversation with each of the five and know what they are good at.",
        Goal.Area.NETWORK,
        ("List ten people worth meeting", "Have the first conversation", "Have helped one of them in return"),
    ),
    Example(
        "delegate",
        "Hand over work so that others grow and I keep the evening free",
        "I do too much myself and my team waits for me.",
        "Two tasks a month are handed over whole, and I don't take them back.",
        Goal.Area.LEADERSHIP,
        ("List what only I can do", "Hand over the first task with a clear result", "Ask the team how it went"),
    ),
)


def find(key: str) -> Example | None:
    return next((example for example in EXAMPLES if example.key == key), None)
