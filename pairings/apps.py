from django.apps import AppConfig


class PairingsConfig(AppConfig):
    name = "pairings"

    def ready(self) -> None:
        from mentoring.activity import sentences
        from mentoring.notifications.planning import kinds
        from pairings.beginning import mails as beginning_mails
        from pairings.concerns import mails as concern_mails
        from pairings.endings import mails as ending_mails
        from pairings.feedback import mails as feedback_mails
        from pairings.keepsake import queries as keepsake
        from pairings.kudos import mails as kudos_mails
        from pairings.life import mails as news
        from pairings.listening import mails as listening_mails
        from pairings.messages import mails as message_mails
        from pairings.pair.sentences import SENTENCES
        from pairings.promises import mails as promise_mails
        from pairings.reminders import mails as reminders
        from pairings.story import moments as stories
        from pairings.story import queries as story
        from pairings.times import mails as session_mails
        from pairings.touchpoints import replanning
        from pairings.usefulness import mails as usefulness_mails
        from programs.journey import followers

        followers.register(replanning)
        kinds.register(*reminders.KINDS, *news.KINDS, *beginning_mails.KINDS)
        kinds.register(*session_mails.KINDS, *usefulness_mails.KINDS, *promise_mails.KINDS, *listening_mails.KINDS)
        kinds.register(*message_mails.KINDS, *concern_mails.KINDS, *feedback_mails.KINDS, *kudos_mails.KINDS)
        kinds.register(*ending_mails.KINDS)
        keepsake.register()
        sentences.register(SENTENCES)
        stories.register(story.moments)
