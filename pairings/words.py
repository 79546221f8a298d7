"""Words that mails, forms and pages share."""

from programs.models import Step

# A rating is a number in the database and a word everywhere else.
RATINGS = [(1, "Rough"), (2, "Could be better"), (3, "Okay"), (4, "Good"), (5, "Great")]

# How useful a feedback was, to the one who received it.
USEFUL = [(1, "Not at all"), (2, "A little"), (3, "Partly"), (4, "Useful"), (5, "Very")]

# These are done when their event happens, not by saying so.
BY_EVENT = {
    Step.Kind.SESSION: "This step is done when one of you logs the session.",
    Step.Kind.GOALS: "This step is done when you have agreed on a goal.",
    Step.Kind.CHECK_IN: "This step is done when the check-in is answered.",
    Step.Kind.EXPECTATIONS: "This step is done when both of you have answered the five questions.",
    Step.Kind.AGREEMENT: "This step is done when both of you have signed your agreement.",
    Step.Kind.FIT_CHECK: "This step is done when the fit check is answered.",
    Step.Kind.FEEDBACK: "This step is done when everybody who is asked has given their feedback.",
    Step.Kind.GOAL_REVIEW: "This step is done when you have decided on each of your goals.",
    Step.Kind.CLOSURE: "This step is done when both of you have said that you have finished.",
}
