"""The rows of tests/test_access.py."""

from mentoring.notifications import links
from programs.actions import invitations


def program(world):
    return world.program.pk


def pairing(world):
    return world.pairing.pk


def goal(world):
    return world.goal.pk


def same(names: str, *arguments):
    return {name: arguments for name in names.split()}


ARGUMENTS = {
    **same("program program_edit program_state program_coordinators program_journey program_mails", program),
    **same("program_activity people invite invite_csv invite_csv_sample invitations invitations_remind", program),
    **same("applications pairs pair_new", program),
    **same("pair pair_pause pair_resume pair_end session_new goals goal_new", pairing),
    **same("goal goal_edit goal_agree goal_reach goal_let_go milestone_add", goal),
    **same("milestone_reach milestone_undo milestone_move milestone_remove", goal, lambda w: w.milestone.pk),
    **same("session session_edit session_note", lambda w: w.session.pk),
    **same("mail mail_html mail_again", program, lambda w: w.mail.pk),
    **same("demo_mail demo_mail_body", lambda w: w.mail.pk),
    **same("invitation_resend invitation_withdraw", program, lambda w: w.invitation.pk),
    **same("styleguide_mail styleguide_mail_body", lambda w: "invitation"),
    **same("coordinator_remove", program, lambda w: w.coordinator_in.pk),
    **same("member_leave", program, lambda w: w.other_mentee_in.pk),
    **same("roster", program, lambda w: w.roster.pk),
    **same("apply", program, lambda w: "mentor"),
    **same("application", program, lambda w: w.application.pk),
    **same("check_in", lambda w: w.check_in.pk),
    **same("touchpoint_done touchpoint_undo", lambda w: w.step_touchpoint.pk),
    **same("join", lambda w: invitations.link(w.invitation).rstrip("/").rsplit("/", 1)[1]),
    **same("answer", lambda w: links.make("meeting", user_id=w.mentee.pk, object_id=w.touchpoint.pk)),
    **same("check_in_answer", lambda w: links.make("check-in", user_id=w.mentee.pk, object_id=w.check_in.pk)),
    **same("unsubscribe setup", lambda w: "forged"),
    **same("theme_css", lambda w: "0"),
}

# Addresses of django-allauth that need a state which its own tests build, and who proves them here.
ELSEWHERE: dict[str, str] = {}

TABLE = ""
