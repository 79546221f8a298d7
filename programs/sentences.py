"""What the activity page says about programs and about coming into them; the actor's name stands before it."""

SENTENCES = {
    "program.created": "created the program from the template “{template}”",
    "program.changed": "changed the settings: {fields_in_words}",
    "program.opened": "opened the program for enrolment",
    "program.started": "started the program",
    "program.closed": "closed the program",
    "coordinator.appointed": "appointed {name} as coordinator",
    "coordinator.appointed_themselves": "appointed themselves as coordinator",
    "coordinator.removed": "removed {name} from the coordinators",
    "mail.sent_again": "sent the mail “{title}” to {to} again",
    "invitations.sent": "invited people as {role}: {count}",
    "invitations.reminded": "reminded people of their invitation: {count}",
    "invitation.accepted": "accepted the invitation",
    "invitation.resent": "sent an invitation again",
    "invitation.withdrawn": "withdrew an invitation",
    "application.submitted": "sent an application",
    "application.changed": "changed an application",
    "application.approved": "approved an application",
    "application.declined": "declined an application",
    "membership.left": "ended a membership",
}
