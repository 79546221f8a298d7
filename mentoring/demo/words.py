"""What the people in the demo write: plain words, varied a little, and chosen by a seeded random."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DemoMessage:
    side: str  # "mentor" or "mentee"
    days_ago: int
    hour: int
    text: str


NOTES = [
    "We went through the week that went wrong and found two moments where asking earlier would have helped.",
    "Talked about presenting to people who decide. Next time: a dry run of the first three minutes.",
    "Looked at the job description together. Half of it is already daily work, which was a surprise.",
    "Mostly listening today. The reorganisation makes everything feel temporary.",
    "Practised saying no to a request, with reasons, in two sentences.",
    "Drew the map of who decides what. Two names were new to both of us.",
    "Read the feedback from the review together and sorted it: true, partly true, not mine.",
    "Planned the talk for the team meeting: one message, one example, one question at the end.",
    "Celebrated the first demo. Then talked about what made it easier than expected.",
    "Compared two ways of giving feedback upwards and wrote a first version of each.",
    "Short one today: checked the milestones, moved one date, kept the rest.",
    "Spoke about energy rather than time. Three things stay, one goes.",
]
HEARD = [
    "You want the next step to be about responsibility, not about the title.",
    "The doubt is less about skill and more about being seen.",
    "You already know what to do; you'd like company while doing it.",
    "What weighs most is the gap between what was promised and what happens.",
    "You enjoy explaining things, and you miss it.",
    "You'd rather try a small version than plan a large one.",
]
PRIVATE = {
    "mentor": [
        "Ask about the move next time, carefully.",
        "I talked too much in the first half. Fewer stories.",
        "Bring the notes from my own first year as a lead.",
        "Sounds tired. Don't push the milestone.",
        "",
        "",
        "",
    ],
    "mentee": [
        "Say it earlier next time: we only came to it in the last ten minutes.",
        "I was too proud to say that I hadn’t tried it. Try it.",
        "",
        "",
    ],
}
GOALS = [
    (
        "Run my own team demo without a script",
        "I want people to know what I work on, in my own words.",
        "Three demos held, the last one without notes.",
        "communication",
        ["Watch two demos and write down what works", "Do a five-minute demo for my mentor", "Run a demo all alone"],
    ),
    (
        "Lead a small project from start to finish",
        "I'd like to find out whether leading suits me.",
        "The project is closed and two people would work with me again.",
        "leadership",
        ["Agree the scope with my manager", "Hold a start meeting", "Write the weekly update for a month", "Close it"],
    ),
    (
        "Speak up in the architecture round",
        "I have opinions and keep them to myself.",
        "I have spoken in four of six rounds.",
        "communication",
        ["Prepare one question beforehand", "Ask it", "Present one proposal"],
    ),
    (
        "Decide between the specialist and the lead path",
        "Both are offered, and waiting is a decision too.",
        "I can say in three sentences what I chose and why.",
        "career",
        ["Talk to two specialists", "Talk to two leads", "Shadow a lead for a day", "Write my three sentences"],
    ),
    (
        "Read and explain our quarterly figures",
        "Decisions are made on them and I nod along.",
        "I explained one quarter to a colleague.",
        "skill",
        ["Take the finance basics workshop", "Go through one quarter with Finance", "Explain it to a colleague"],
    ),
    (
        "Know ten people outside my department",
        "Every problem I have crosses departments.",
        "Ten conversations, three of them repeated.",
        "network",
        ["List who I already know", "Five conversations", "Ten conversations"],
    ),
    (
        "Leave on time on three days a week",
        "I'm quick to say yes and slow to stop.",
        "Twelve weeks with three early days each.",
        "balance",
        ["Write down a fortnight as it is", "Hand over one recurring task", "Four weeks with three early days"],
    ),
]
CHECK_IN_COMMENTS = {
    5: ["Best hour of my fortnight.", "We laugh a lot and get things done.", ""],
    4: ["Good. Finding dates takes a while.", "", "Goals are clear now."],
    3: ["It is fine, we are still finding our way.", "I'd like a bit more structure."],
    2: ["Hard to find a time that works.", "We keep postponing."],
    1: ["We haven't spoken for weeks."],
}
DECLINE = "This round has more mentors than mentees. May we come back to you in autumn?"
INTRODUCTIONS = {
    "mentor": [
        (
            "Eleven years here, four teams, one sabbatical. I ask a lot before I say anything.",
            "Call me, I like voices.",
        ),
        ("I lead a team of six and learnt most of it by getting it wrong first.", "Mornings are best."),
        ("I have built the parts nobody sees for long and like to say why they matter. I sing in a choir.", "By chat."),
    ],
    "mentee": [
        ("I build the parts nobody sees and like to talk about why they matter. One allotment.", "By chat."),
        ("I came from a small company and still look for who decides what. I bake.", "E-mail, any time."),
        ("New in this role, curious, sometimes too fast. I cycle to work in any weather.", ""),
    ],
}
HOPES = {
    "mentor": [
        "To pass on what took me years, and to hear how work looks from where you are.",
        "To listen better than I do in my own team, and to be told when I don’t.",
        "To see somebody find out what they are good at, and to have helped a little.",
        "Questions that I have stopped asking myself.",
    ],
    "mentee": [
        "To find out what I want next, and somebody who notices when I avoid the question.",
        "Honest words about how I come across, and a plan that survives a busy week.",
        "A place to think aloud, and to become clearer about what I do well.",
        "To hear how you decided when you stood where I stand.",
    ],
}
BETWEEN_US = [
    "Everything, unless we agree to share something.",
    "Names and numbers. That we meet may be known.",
    "What I say about my team and my manager.",
]
WOULD_STOP = [
    "If we only met because the calendar says so.",
    "If one of us cancelled three times in a row.",
    "Advice before the question is understood.",
]
FIT = {
    "deciding": "We get on well. I’m not sure yet that our fields are near enough.",
    "no": "We have very different ideas of what this is for. It is nobody’s fault.",
}
RESOURCES = [
    ("Giving feedback that is heard", "workshop", "communication", 120, "Half a day of practice, with real examples."),
    (
        "One hour on asking better questions",
        "course",
        "understanding",
        60,
        "Open questions, and the silence after them.",
    ),
    ("Setting expectations in a new role", "reading", "expectations", 20, "What to settle in the first four weeks."),
    ("Shadow a colleague for a day", "practice", "growth", 480, "Choose a role you are curious about."),
    ("Meetings in which everybody speaks", "reading", "inclusion", 15, "Seven small changes that cost nothing."),
]
OWN_LEARNING = [
    "Moderate our team meeting once a month",
    "Ask three people how they decide",
    "Write a weekly half page",
]
TAKEAWAYS = ["Ask first, then wait.", "Small changes, and say why.", ""]
TALK = [
    "The first step was smaller than I feared.",
    "I saw you do this on Tuesday. It worked.",
    "Stuck on this one; let’s look at it next time.",
    "Done twice now, the second time without notes.",
]
OWN_SUBJECT = "{partner} and you: a session {is_due}"
OWN_TEXT = (
    "Your session with {partner} {is_due}.\n\nBring one real situation of the last weeks. That is enough.\n\n{guide}"
)
PLACE = "Video call"
MESSAGES = [
    DemoMessage("mentee", 34, 9, "The demo is on Thursday at ten. Wish me luck!"),
    DemoMessage("mentor", 34, 12, "You don’t need luck, you have a first sentence. I’ll think of you at ten."),
    DemoMessage("mentee", 32, 14, "It went well. Two questions I could not answer, and I said so."),
    DemoMessage("mentor", 32, 15, "“I don’t know, I’ll find out” is a good answer. What did they ask?"),
    DemoMessage("mentee", 31, 8, "How we test it, and who pays. I have written both down for our session."),
    DemoMessage("mentor", 16, 10, "Here is the talk I mentioned: https://example.org/talks/asking-better-questions"),
    DemoMessage("mentee", 15, 19, "Watched it twice. The part about silence is hard to try out on purpose."),
    DemoMessage(
        "mentor",
        1,
        8,
        "A thought for our last session: bring the three things you would tell yourself of half a year ago.",
    ),
]
UNKIND_MESSAGES = [
    *MESSAGES[:3],
    DemoMessage("mentor", 32, 15, "Two questions? I thought you had prepared. Well, some learn it later."),
]
SHORT_MESSAGES = [
    DemoMessage("mentor", 6, 9, "Does Thursday still work for you?"),
    DemoMessage("mentee", 2, 17, "Thursday works. Could we talk about the team meeting? It was not easy."),
]
WHY_REPORTED = "It was meant as a joke, I think. It did not feel like one."
NOTE_ON_REPORT = "I have talked to your mentor, who is sorry and will tell you so. Call me whenever you like."
CONCERN = (
    "We have not met for weeks. My mentor cancels on the day itself and proposes nothing new. "
    "I don’t want to make trouble; I would like to know whether this is going to change."
)
ANSWERED_CONCERN = "Twice now I was asked to help with work that has nothing to do with the program."
NOTE_ON_CONCERN = "Thank you for saying so. I have made clear what the program is for; tell me if it happens again."
