from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from mentoring.accounts import invited
        from mentoring.activity import sentences
        from mentoring.notifications import kinds, roles, rules
        from programs import reminders
        from programs.queries.invitations import is_invited
        from programs.queries.pace import pace_of_programs
        from programs.queries.people import roles_of
        from programs.sentences import SENTENCES

        invited.register(is_invited)
        kinds.register(*reminders.KINDS)
        rules.register(pace_of_programs)
        roles.register(roles_of)
        sentences.register(SENTENCES)
