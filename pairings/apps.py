from importlib import import_module

from django.apps import AppConfig

# The rooms with mails of their own.
WITH_MAILS = (
    "reminders life pauses introductions expectations agreement fit_checks times usefulness promises listening messages"
    " concerns feedback kudos farewells endings"
)
# The modules that record activity entries, each with the sentences for them.
WITH_ENTRIES = (
    "agenda.actions agreement.actions check_ins.actions concerns.actions endings.actions expectations.actions"
    " farewells.actions feedback.actions fit_checks.actions introductions.actions keepsake.actions kudos.actions"
    " life.actions listening.actions logbook.actions messages.actions pauses.absences pauses.actions promises.actions"
    " times.actions.planning times.actions.proposing times.actions.settling touchpoints.actions"
    " touchpoints.replanning"
)
# The rooms that offer next steps. When two steps have the same rank, the room listed first wins.
WITH_STEPS = "attention beginning endings open_steps concerns messages times listening feedback promises pair"
# The pair's page asks these rooms too. It works out the open steps on its own.
ON_THE_PAGE = {"beginning", "endings", "messages", "times", "promises"}


class PairingsConfig(AppConfig):
    name = "pairings"

    def ready(self) -> None:
        from mentoring import next_steps, retention
        from mentoring.activity import sentences
        from mentoring.next_steps import Page
        from mentoring.notifications.planning import kinds
        from pairings.drafts import aging as drafts_aging
        from pairings.keepsake import queries as keepsake
        from pairings.story import moments as stories
        from pairings.story import queries as story
        from pairings.touchpoints import replanning
        from programs.journey import running_pairs

        for room in WITH_MAILS.split():
            kinds.register(*import_module(f"pairings.{room}.mails").KINDS)
        for module in WITH_ENTRIES.split():
            sentences.register(import_module(f"pairings.{module}").SENTENCES)
        for room in WITH_STEPS.split():
            pages = (Page.HOME, Page.PAIR) if room in ON_THE_PAGE else (Page.HOME,)
            next_steps.register(import_module(f"pairings.{room}.next_steps").next_steps, on=pages)
        retention.register(drafts_aging.KIND)
        running_pairs.register(replanning)
        keepsake.register()
        stories.register(story.moments)
