from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"

    def ready(self) -> None:
        from goals import gains, reminders
        from goals.queries import from_feedback, moments
        from goals.sentences import SENTENCES
        from mentoring.activity import sentences
        from mentoring.notifications import kinds
        from pairings import gains as gained
        from pairings import keepsakes, stories, taking_up

        kinds.register(*reminders.KINDS)
        sentences.register(SENTENCES)
        gained.register(gains)
        keepsakes.register("goal", "What we set out to do", gains.titles)
        stories.register(moments.moments)
        taking_up.register(from_feedback.offers)
