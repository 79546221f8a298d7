"""Sentences of the interface that many tests look for, each in one place: the product's own where it has a name there.

What must stay hidden is written out in the test that hides it, so that no change here can empty that test.
"""

from goals.goals.forms import WordsForm
from mentoring.accounts.forms import words
from mentoring.notifications.deciding import sifting as deciding
from mentoring.web.forms import sentence_of
from pairings.models import EndingWish, Session
from pairings.pair import letters
from programs.models import Program, Rung


def too_long(limit: int, given: int = 100_000) -> str:
    return f"At most {limit} characters fit here; these are {given}."


# Forms
SHORTEN = "Nothing is lost: shorten the text and save again."
SHORTER = "Say it shorter."
OPEN_AGAIN = "Open this form again."
USED_ALREADY = "This form has been used already."
OTHER_WINDOW = "You have saved other words in another window."
ONLY_YOU_SEE_IT = "Only you see the draft."
DRAFT_IS_KEPT = "Your draft is kept."
ONE_OF_TWO = "Choose one of the two."
ONE_OF_FIVE = "Choose one of the five."
NAME_MISSING = "Enter your name."
ADDRESS_MISSING = words.ADDRESS_MISSING
ADDRESS_INVALID = words.ADDRESS_INVALID
ZONE_INVALID = words.ZoneField.default_error_messages["invalid_choice"]
DAY_MISSING = "Enter the day you met."
LENGTH = sentence_of("session_has_a_length", Session)
RHYTHM = sentence_of("program_cadence_is_a_rhythm", Program)
CAPACITY = sentence_of("program_capacity_is_humane", Program)
RUNG_IS_SINGLE = sentence_of("rung_is_single", Rung)
RUNG_IS_NEAR = sentence_of("rung_is_near_its_day", Rung)

# Who may what, and until when
PAIR_HAS_ENDED = "This pair has ended"
READ_ONLY = "can be read, not changed"
ONLY_THE_PAIR = "Only the mentor and the mentee"

# Why a mail was not sent
HAD_ENDED = letters.ENDED
HAD_ANSWERED = letters.ANSWERED
WAS_DONE = "It was done before this went out."
TAKEN_BACK = letters.TAKEN_BACK
HAS_LEFT = letters.HAS_LEFT
NOT_IN_PAIR = letters.NOT_OF_PAIR
NOT_THEIRS = letters.NOT_THEIRS
CLOSED = deciding.CLOSED
SNOOZED = deciding.SNOOZED
TOO_LATE = "More than two days late."

# Pages and buttons
ANSWER_IS_SAVED = "Thank you, your answer is saved"
DEAD_LINK = "This link doesn’t work"
CREATE_ACCOUNT = "Create account"
OPEN_FOR_ENROLMENT = "Open for enrolment"
LOG_SESSION = "Log the session"
SIGN = "Sign this version"
SIGNED = "You have signed"
SIGNED_BY_BOTH = "Signed by both of you"
SEEN_DIFFERENTLY = "You see this differently."
NEW_MATCH = EndingWish.Wish.NEW_MATCH.label
GOAL_TITLE = str(WordsForm.base_fields["title"].label)
PROPOSE = "Propose this goal"
AGREE = "Agree to this goal"
