from django.apps import AppConfig


class PairingsConfig(AppConfig):
    name = "pairings"

    def ready(self) -> None:
        from mentoring.activity import sentences
        from mentoring.notifications import kinds
        from pairings import (
            beginning_mails,
            concern_mails,
            ending_mails,
            feedback_mails,
            listening_mails,
            message_mails,
            news,
            promise_mails,
            reminders,
            session_mails,
            stories,
        )
        from pairings.actions import replanning
        from pairings.queries import keepsake, story
        from pairings.sentences import SENTENCES
        from programs import followers

        followers.register(replanning)
        kinds.register(*reminders.KINDS, *news.KINDS, *beginning_mails.KINDS)
        kinds.register(*session_mails.KINDS, *promise_mails.KINDS, *listening_mails.KINDS)
        kinds.register(*message_mails.KINDS, *concern_mails.KINDS, *feedback_mails.KINDS)
        kinds.register(*ending_mails.KINDS)
        keepsake.register()
        sentences.register(SENTENCES)
        stories.register(story.moments)
