"""Who is to be invited, as read from typed lines (`typed`) or from a CSV file (`csv_file`). Values in, values out.

People paste and upload whatever they have. We take what we understand, and for the rest we name the line and what to
do about it, so that one bad line never costs the other 4,999.
"""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from mentoring.web import cleaning, mailboxes

MOST_PEOPLE = 5000
MOST_PROBLEMS = 1000  # a list with more is another file than was meant
LONGEST_NAME = 150
LONGEST_ADDRESS = mailboxes.LONGEST
ONLY_ASCII = "before the “@” it needs plain letters without accents, digits, or signs"
LONGEST_CELL = 1000  # what is longer isn't a name, and isn't looked at to its end


@dataclass(frozen=True)
class Person:
    email: str
    name: str = ""
    role: str = ""


@dataclass(frozen=True)
class Problem:
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.what} {self.remedy}".strip()


@dataclass
class Sheet:
    """The people that were understood, and the problems. `first_lines`: where each (address, role) came first."""

    people: list[Person] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    first_lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, line: int, *, email: str, name: str = "", role: str = "") -> None:
        person = Person(clean_address(email), cleaning.line(name[:LONGEST_CELL]), role)
        problem = _problem_with(person, email) or self._seen_before(person)
        if problem:
            self.add_problem(line, *problem)
        else:
            self.first_lines[person.email, person.role] = line
            self.people.append(person)

    def add_problem(self, line: int, what: str, remedy: str) -> None:
        """Raises Unreadable where nothing is left to say that a person would read."""
        if len(self.problems) == MOST_PROBLEMS:
            raise Unreadable(f"More than {MOST_PROBLEMS:,} lines can't be used. The first: {self.problems[0]}")
        self.problems.append(Problem(line, what, remedy))

    def _seen_before(self, person: Person) -> tuple[str, str] | None:
        earlier = self.first_lines.get((person.email, person.role))
        if earlier is None:
            return None
        return f"{person.email} is already on line {earlier}.", "One line is enough."


class Unreadable(Exception):
    """Nothing in it can be used; the message is the sentence people read."""


def clean_address(text: str) -> str:
    return mailboxes.tidy(text[:LONGEST_CELL])


def _problem_with(person: Person, written: str) -> tuple[str, str] | None:
    if not person.email:
        return "There is no e-mail address.", "Add it, or delete the line."
    try:
        mailboxes.check(person.email)
    except ValidationError as error:
        if error.code == "not_ascii":
            return f"No email can be sent to {short(person.email)}: {ONLY_ASCII}.", "Ask for another address."
        return f"“{short(written.strip())}” is not an e-mail address.", "Write it like name@example.org."
    if len(person.email) > LONGEST_ADDRESS:
        return f"“{short(person.email)}” is too long.", f"An address has at most {LONGEST_ADDRESS} characters."
    if len(person.name) > LONGEST_NAME:
        return f"The name of {person.email} is too long.", f"Shorten it to {LONGEST_NAME} characters."
    return None


def short(text: str) -> str:
    text = cleaning.line(text[:LONGEST_CELL])
    return text if len(text) <= 60 else f"{text[:59]}…"
