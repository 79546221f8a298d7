from importlib import import_module

from django.apps import AppConfig

# The rooms with mails of their own.
WITH_MAILS = (
    "reminders life pauses introductions expectations agreement fit_checks times usefulness promises listening messages"
    " concerns feedback kudos farewells endings"
)
# The modules that leave entries in the activity, each with its sentences.
WITH_ENTRIES = (
    "agenda.actions agreement.actions check_ins.actions concerns.actions endings.actions expectations.actions"
    " farewells.actions feedback.actions fit_checks.actions introductions.actions keepsake.actions kudos.actions"
    " life.actions listening.actions logbook.actions messages.actions pauses.absences pauses.actions promises.actions"
    " times.actions.planning times.actions.proposing touchpoints.actions touchpoints.replanning"
)


class PairingsConfig(AppConfig):
    name = "pairings"

    def ready(self) -> None:
        from mentoring.activity import sentences
        from mentoring.notifications.planning import kinds
        from pairings.keepsake import queries as keepsake
        from pairings.story import moments as stories
        from pairings.story import queries as story
        from pairings.touchpoints import replanning
        from programs.journey import followers

        for room in WITH_MAILS.split():
            kinds.register(*import_module(f"pairings.{room}.mails").KINDS)
        for module in WITH_ENTRIES.split():
            sentences.register(import_module(f"pairings.{module}").SENTENCES)
        followers.register(replanning)
        keepsake.register()
        stories.register(story.moments)
