from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from mentoring import next_steps, retention
        from mentoring.accounts import aging as accounts_aging
        from mentoring.accounts import invited
        from mentoring.activity import aging as activity_aging
        from mentoring.activity import sentences
        from mentoring.notifications.planning import kinds
        from mentoring.notifications.wishes import program_paces, roles
        from programs.applications import actions as applications
        from programs.applications import aging as in_use
        from programs.applications import mails as application_mails
        from programs.applications import next_steps as application_steps
        from programs.coordinators import actions as coordinators
        from programs.coordinators import mails as coordinator_mails
        from programs.drafting import actions as drafting
        from programs.invitations import actions as invitations
        from programs.invitations import aging as invitations_aging
        from programs.invitations import mails as invitation_mails
        from programs.invitations.queries import is_invited
        from programs.library import actions as library
        from programs.opening import actions as opening
        from programs.pace import actions as pace
        from programs.pace.queries import pace_of_programs
        from programs.people import actions as people
        from programs.people.queries import roles_of
        from programs.setup import actions as setup
        from programs.setup import next_steps as setup_steps

        invited.register(is_invited)
        retention.register(*invitations_aging.KINDS)
        activity_aging.register_needed(in_use.activity_in_use)
        accounts_aging.register_needed(in_use.people_with_a_place)
        for mails in (invitation_mails, application_mails, coordinator_mails):
            kinds.register(*mails.KINDS)
        program_paces.register(pace_of_programs)
        roles.register(roles_of)
        for steps in (application_steps, setup_steps):
            next_steps.register(steps.next_steps)
        for acts in (applications, coordinators, drafting, invitations, library, opening, pace, people, setup):
            sentences.register(acts.SENTENCES)
