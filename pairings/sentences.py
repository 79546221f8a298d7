"""What the activity page says about pairs; the actor's name stands before it. Nothing here tells what a pair wrote."""

SENTENCES = {
    "pairing.started": "made a pair",
    "pairing.paused": "paused a pair until {returns_on}",
    "pairing.resumed": "ended the pause of a pair",
    "pairing.ended": "ended a pair",
    "touchpoint.done": "marked a step as done",
    "touchpoint.reopened": "opened a step again",
    "touchpoint.postponed": "moved a step to another day",
    "touchpoint.day_corrected": "corrected the day of a step",
    "session.logged": "logged a session of {minutes} minutes on {held_on}",
    "session.edited": "corrected a session",
    "session.taken_back": "took back a session",
    "check_in.answered": "answered a check-in",
    "check_in.changed": "changed the answer to a check-in",
}
