from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from mentoring.accounts import invited
        from mentoring.activity import sentences
        from mentoring.notifications.planning import kinds
        from mentoring.notifications.wishes import roles, rules
        from programs.applications import mails as reminders
        from programs.invitations.queries import is_invited
        from programs.pace.queries import pace_of_programs
        from programs.people.queries import roles_of
        from programs.program.sentences import SENTENCES

        invited.register(is_invited)
        kinds.register(*reminders.KINDS)
        rules.register(pace_of_programs)
        roles.register(roles_of)
        sentences.register(SENTENCES)
