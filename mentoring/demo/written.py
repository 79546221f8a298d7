"""What the people in the demo answer when they apply, for each question in the forms of the three programs."""

TEAMS = [
    "Payments, {place}",
    "Customer care, {place}",
    "Warehouse planning, {place}",
    "The people team, {place}",
    "Data and figures, {place}",
    "Tools for the workshops, {place}",
    "Purchasing, {place}",
    "The website, {place}",
]
NOT_WITH = ["", "", "", "My line manager, please."]
NEEDS = ["", "", "", "", "Captions in video calls.", "Nothing after four: I fetch my children.", "Step-free rooms."]
OF_BOTH = {
    "In which team and at which place do you work?": TEAMS,
    "Is there anybody you should not be paired with?": NOT_WITH,
    "Is there anything we should arrange so that you can take part well?": NEEDS,
}
OF_MENTORS = {
    "What do you do at the moment?": [
        "I head our data platform.",
        "Principal engineer; I used to build railway signals.",
        "I lead the people who keep our systems running.",
        "Product lead for everything that clients see.",
        "I am responsible for quality in two plants.",
        "Architect, and chair of our design reviews.",
    ],
    "Which turning point of your own way would you tell a mentee about?": [
        "Going back from head of department to engineer, and the year in which nobody understood why.",
        "A project that I stopped too late. I still tell my team what it cost.",
        "Moving to another country at forty, without its language.",
        "The job I did not get, which sent me into the field I love.",
    ],
    "Who has helped you, and how did they do it?": [
        "My first boss, who asked “and what do you think?” until I knew.",
        "A colleague who read all I wrote and never corrected it, only asked.",
        "An older engineer who let me watch him fail, and talked about it afterwards.",
        "Somebody took an hour for me every month, for two years. I would like to pass that on.",
    ],
    "What have you changed your mind about in leading people?": [
        "That I have to know the answer first. Now I ask who has met this before.",
        "That fair means the same for everybody.",
        "I thought a busy team was a good team.",
        "That people tell me what is wrong. They do when I have asked three times, and not before.",
    ],
    "What do you wish somebody had told you in your first week?": [
        "That everybody else looks things up, too.",
        "Whom to ask about holidays, and that nobody minds being asked twice.",
        "That the kitchen on the second floor is where decisions begin.",
        "To write down what puzzles me while it still does.",
        "That the first month is for listening. I tried to prove myself on day three.",
    ],
}
OF_MENTEES = {
    "What do you do at the moment?": [
        "I test the software that runs our warehouses.",
        "I analyse figures for the people who decide on prices.",
        "I design the forms that our clients fill in.",
        "Engineer, in the team behind the payment pages.",
        "I look after our databases, mostly when others sleep.",
        "I plan how our parts travel, by ship and by rail.",
    ],
    "What would you like to be able to do in a year that you can't do today?": [
        "Run a project from the first talk to the last day without asking at each step.",
        "Say what I think in a round of ten people while it still matters.",
        "Explain our figures to somebody who decides on them.",
        "Choose between the specialist’s way and the lead’s, and know why.",
    ],
    "How do you learn best, and what should a mentor know about you?": [
        "Next to somebody who has done it before.",
        "I think aloud, and I change my mind while I talk.",
        "By trying. Give me something small to do before the next time.",
        "I need a night before I answer; then I am clear.",
    ],
    "Tell us about a recent situation in which you would have liked to ask somebody.": [
        "I was to present a plan that I thought wrong, and did not know whether to say so.",
        "Two colleagues stopped speaking to each other, and everybody looked at me.",
        "I was asked to take over a project that had failed once already.",
        "In a review I was interrupted four times, and then I went quiet.",
    ],
    "What do you look forward to, and what worries you a little?": [
        "I look forward to real work again. The many names worry me.",
        "To a team after years on my own; and that I will ask too much.",
        "The new city, both ways.",
        "I look forward to the tools. I worry that everybody has known each other for ever.",
        "To learning how large projects are run. My English on the telephone worries me a little.",
        "People say lunch is taken together here. And I have never had two managers.",
    ],
}
ANSWERS = {"mentor": {**OF_BOTH, **OF_MENTORS}, "mentee": {**OF_BOTH, **OF_MENTEES}}
