"""The rows of tests/test_access.py."""

from mentoring.notifications.answering import links
from pairings.calendars import tokens as calendars
from programs.drafting import sample_letters
from programs.invitations import actions as invitations
from programs.journey.wording import Wording


def program(world):
    return world.program.pk


def pairing(world):
    return world.pairing.pk


def goal(world):
    return world.goal.pk


def step(world):
    return world.touchpoint.step_id


def rung(world):
    return world.rung.pk


def same(names: str, *arguments):
    return dict.fromkeys(names.split(), arguments)


ARGUMENTS = {
    **same("program program_edit program_state program_coordinators program_journey program_mails", program),
    **same("program_agreement", program),
    **same("agreement_draft", pairing),
    **same("journey_edit journey_save journey_discard journey_step_new program_pace holiday_add", program),
    **same("journey_step journey_step_act journey_ladder", program, step),
    **same("journey_rung journey_rung_remove journey_wording", program, step, rung),
    **same("journey_wording_check journey_wording_preview", program, step, rung),
    **same("holiday_remove", program, lambda w: w.holiday.pk),
    **same("program_activity people invite invite_csv invite_csv_sample invitations invitations_remind", program),
    **same("applications pairs pair_new", program),
    **same("pair pair_pause pair_resume pair_end pair_rhythm session_new goals goal_new", pairing),
    **same("goal goal_edit goal_agree goal_reach goal_let_go goal_talk milestone_add milestones_arrange", goal),
    **same("goal_review learning learning_new competencies", pairing),
    **same("learning_edit learning_done learning_reopen learning_remove", lambda w: w.item.pk),
    **same("competencies_rate", pairing, lambda w: "start"),
    **same("goal_answer", lambda w: links.make("goal-agree", user=w.mentor, object_id=w.private_goal.pk)),
    **same(
        "milestone_edit milestone_reach milestone_undo milestone_move milestone_remove", goal, lambda w: w.milestone.pk
    ),
    **same("session session_edit session_note session_heard session_felt session_edit_draft", lambda w: w.session.pk),
    **same("times_propose same_time promises agenda listening session_draft", pairing),
    **same("agenda_put", lambda w: w.point.pk),
    **same("promise_kept promise_change promise_let_go promise_reopen", lambda w: w.promise.pk),
    **same("time_proposal time_withdraw", lambda w: w.proposal.pk),
    **same("planned_session planned_move planned_cancel planned_ics", lambda w: w.planned.pk),
    **same("useful", lambda w: w.session.pk),
    **same("feedback feedback_new feedback_checks feedback_draft kudos story sessions together", pairing),
    **same("feedback_item feedback_read feedback_promise feedback_milestone", lambda w: w.feedback.pk),
    **same("feedback_useful", lambda w: links.make("feedback", user=w.mentee, object_id=w.feedback.pk)),
    **same("program_feedback", program),
    **same("time_answer", lambda w: links.make("time", user=w.mentee, object_id=w.proposal.pk)),
    **same("planned_answer", lambda w: links.make("planned", user=w.mentee, object_id=w.planned.pk)),
    **same("planned_met", lambda w: links.make("met", user=w.mentee, object_id=w.planned.pk)),
    **same("heard_answer", lambda w: links.make("heard", user=w.mentee, object_id=w.session.pk)),
    **same("useful_answer", lambda w: links.make("useful", user=w.mentee, object_id=w.session.pk)),
    **same("calendar_feed", lambda w: calendars.feed_token(w.mentee, 0)),
    **same("mail mail_html mail_again", program, lambda w: w.mail.pk),
    **same("demo_mail demo_mail_body", lambda w: w.mail.pk),
    **same("invitation_resend invitation_withdraw", program, lambda w: w.invitation.pk),
    **same("styleguide_mail styleguide_mail_body", lambda w: "invitation"),
    **same("coordinator_remove", program, lambda w: w.coordinator_in.pk),
    **same("member_leave", program, lambda w: w.other_mentee_in.pk),
    **same("person", program, lambda w: w.mentee_in.pk),
    **same("resources resource_new", program),
    **same("resource_edit resource_remove", program, lambda w: w.resource.pk),
    **same("roster", program, lambda w: w.roster.pk),
    **same("apply", program, lambda w: "mentor"),
    **same("application", program, lambda w: w.application.pk),
    **same("check_in", lambda w: w.check_in.pk),
    **same("step_done step_reopen step_move step_skip", lambda w: w.step_touchpoint.pk),
    **same("person_pause person_resume", program, lambda w: w.mentee_in.pk),
    **same("mfa_edit_webauthn mfa_remove_webauthn", lambda w: 1),
    **same("browser_sign_out", lambda w: w.elsewhere.pk),
    **same("openid_connect_login openid_connect_callback", lambda w: "nobody"),
    **same("saml_acs saml_finish_acs saml_login saml_metadata saml_sls", lambda w: "nobody"),
    **same("account_reset_password_from_key", lambda w: "1", lambda w: "forged"),
    **same("join", lambda w: invitations.link(w.invitation).rstrip("/").rsplit("/", 1)[1]),
    **same("answer", lambda w: links.make("meeting", user=w.mentee, object_id=w.touchpoint.pk)),
    **same("check_in_answer", lambda w: links.make("check-in", user=w.mentee, object_id=w.check_in.pk)),
    **same("inbox_open inbox_snooze", lambda w: w.told.pk),
    **same("snooze", lambda w: links.make("snooze", user=w.mentee, object_id=w.told.pk)),
    **same("beginning introduction guides expectations expectations_again agreement agreement_begin", pairing),
    **same("agreement_edit agreement_sign agreement_again fit_check fit_check_wish", pairing),
    **same("agreement_version", pairing, lambda w: 1),
    **same("agreement_answer", lambda w: links.make("agreement", user=w.mentee, object_id=w.agreement.pk)),
    **same("fit_check_answer", lambda w: links.make("fit", user=w.mentee, object_id=w.pairing.pk)),
    **same("ending ending_thanks ending_reflection ending_finish ending_early ending_answer ending_part", pairing),
    **same("ending_wish keepsake keepsake_choose keepsake_file certificate", pairing),
    **same("messages messages_seen concern_new", pairing),
    **same("message_report", lambda w: w.message.pk),
    **same("report", lambda w: w.report.pk),
    **same("concerns", program),
    **same("concern concern_read concern_close", lambda w: w.concern.pk),
    **same("unsubscribe", lambda w: links.make_unsubscribe("session_late", user=w.mentee)),
    **same("setup", lambda w: "forged"),
    **same("theme_css", lambda w: "0"),
}

# What some pages want to be asked besides.
QUERIES = {
    "journey_step_new": {"kind": "session"},
    "journey_wording_preview": {"words": sample_letters.key(Wording("Have you met?", "Tell us how it was."))},
    "program_new": {"template": "career"},
}

# BOTH: GET and POST are answered alike, mostly because the page only shows and looks at no method.
# anonymous, outsider, other mentee, mentee, mentor, coordinator, administrator
TABLE = """
GET  account_change_password                302 200 200 200 200 200 200
POST account_change_password                302 422 422 422 422 422 422
BOTH account_confirm_login_code             302 302 302 302 302 302 302
GET  account_email                          302 200 200 200 200 200 200
POST account_email                          302 302 302 302 302 302 302
BOTH account_email_verification_sent        302 302 302 302 302 302 302
GET  account_inactive                       200 200 200 200 200 200 200
GET  account_login                          200 302 302 302 302 302 302
POST account_login                          422 302 302 302 302 302 302
GET  account_logout                         302 200 200 200 200 200 200
POST account_logout                         302 302 302 302 302 302 302
GET  account_reauthenticate                 302 200 200 200 200 200 200
POST account_reauthenticate                 302 422 422 422 422 422 422
GET  account_request_login_code             200 302 302 302 302 302 302
POST account_request_login_code             422 302 302 302 302 302 302
GET  account_reset_password                 200 200 200 200 200 200 200
POST account_reset_password                 422 422 422 422 422 422 422
GET  account_reset_password_done            200 200 200 200 200 200 200
GET  account_reset_password_from_key        200 200 200 200 200 200 200
POST account_reset_password_from_key        422 422 422 422 422 422 422
GET  account_reset_password_from_key_done   200 200 200 200 200 200 200
BOTH account_set_password                   302 302 302 302 302 302 302
BOTH account_signup                         200 302 302 302 302 302 302
GET  agenda                                 302 404 404 200 200 403 404
POST agenda                                 302 404 404 422 422 403 404
POST agenda_put                             302 404 404 302 302 404 404
BOTH agreement                              302 404 404 200 200 403 404
POST agreement_again                        302 404 404 302 302 403 404
GET  agreement_answer                       200 200 200 200 200 200 200
POST agreement_answer                       302 302 302 302 302 302 302
POST agreement_begin                        302 404 404 302 302 403 404
GET  agreement_edit                         302 404 404 200 200 403 404
POST agreement_draft                        302 404 404 200 302 403 404
POST agreement_edit                         302 404 404 422 422 403 404
POST agreement_sign                         302 404 404 302 302 403 404
BOTH agreement_version                      302 404 404 200 200 403 404
GET  answer                                 200 200 200 200 200 200 200
POST answer                                 422 422 422 422 422 422 422
GET  application                            302 404 403 403 403 200 404
POST application                            302 404 403 403 403 422 404
GET  applications                           302 404 403 403 403 200 404
POST applications                           302 404 403 403 403 422 404
GET  apply                                  302 404 404 404 200 404 404
POST apply                                  302 404 404 404 302 404 404
BOTH beginning                              302 404 404 200 200 200 404
BOTH certificate                            302 404 404 302 302 403 404
GET  check_in                               302 404 404 200 200 404 404
POST check_in                               302 404 404 422 422 404 404
GET  check_in_answer                        200 200 200 200 200 200 200
POST check_in_answer                        422 422 422 422 422 422 422
BOTH competencies                           302 404 404 200 200 404 404
GET  competencies_rate                      302 404 404 200 200 403 404
POST competencies_rate                      302 404 404 422 422 403 404
POST browser_sign_out                       302 404 404 302 404 404 404
POST coordinator_remove                     302 404 403 403 403 302 302
BOTH concern                                302 404 404 200 404 200 404
POST concern_close                          302 404 404 403 404 422 404
GET  concern_new                            302 404 404 200 200 403 404
POST concern_new                            302 404 404 422 422 403 404
POST concern_read                           302 404 404 200 404 200 404
BOTH concerns                               302 404 403 403 403 200 404
GET  demo_mail                              404 404 404 404 404 404 404
GET  demo_mail_body                         404 404 404 404 404 404 404
GET  demo_mails                             404 404 404 404 404 404 404
GET  expectations                           302 404 404 200 200 403 404
POST expectations                           302 404 404 200 200 403 404
POST expectations_again                     302 404 404 302 302 403 404
BOTH ending                                 302 404 404 200 200 200 404
POST ending_answer                          302 404 404 302 302 403 404
GET  ending_early                           302 404 404 200 200 403 404
POST ending_early                           302 404 404 422 422 403 404
POST ending_finish                          302 404 404 302 302 403 404
GET  ending_part                            302 404 404 200 200 403 404
POST ending_part                            302 404 404 302 302 403 404
GET  ending_reflection                      302 404 404 200 200 403 404
POST ending_reflection                      302 404 404 302 422 403 404
GET  ending_thanks                          302 404 404 200 200 403 404
POST ending_thanks                          302 404 404 422 422 403 404
GET  ending_wish                            302 404 404 200 200 403 404
POST ending_wish                            302 404 404 422 422 403 404
GET  fit_check                              302 404 404 200 200 403 404
POST fit_check                              302 404 404 422 422 403 404
GET  fit_check_answer                       200 200 200 200 200 200 200
POST fit_check_answer                       422 422 422 422 422 422 422
POST fit_check_wish                         302 404 404 302 302 403 404
BOTH goal                                   302 404 404 200 200 200 404
POST goal_agree                             302 404 404 302 302 403 404
GET  heard_answer                           200 200 200 200 200 200 200
POST heard_answer                           422 422 422 422 422 422 422
GET  goal_answer                            200 200 200 200 200 200 200
POST goal_answer                            422 422 422 422 422 422 422
GET  goal_edit                              302 404 404 200 200 403 404
POST goal_edit                              302 404 404 422 422 403 404
GET  goal_let_go                            302 404 404 200 200 403 404
POST goal_let_go                            302 404 404 422 422 403 404
GET  goal_new                               302 404 404 200 200 403 404
POST goal_new                               302 404 404 422 422 403 404
POST goal_reach                             302 404 404 302 302 403 404
GET  goal_review                            302 404 404 200 200 403 404
POST goal_review                            302 404 404 302 302 403 404
POST goal_talk                              302 404 404 422 422 403 404
BOTH goals                                  302 404 404 200 200 200 404
BOTH guides                                 302 404 404 200 200 200 404
GET  health                                 200 200 200 200 200 200 200
GET  holiday_add                            302 404 403 403 403 200 404
POST holiday_add                            302 404 403 403 403 422 404
POST holiday_remove                         302 404 403 403 403 302 404
BOTH home                                   302 200 200 200 200 200 200
GET  inbox                                  302 200 200 200 200 200 200
POST inbox_open                             302 404 404 302 404 404 404
POST inbox_read_all                         302 302 302 302 302 302 302
GET  inbox_snooze                           302 404 404 200 404 404 404
POST inbox_snooze                           302 404 404 422 404 404 404
GET  introduction                           302 404 404 200 200 403 404
POST introduction                           302 404 404 422 422 403 404
POST invitation_resend                      302 404 403 403 403 302 404
POST invitation_withdraw                    302 404 403 403 403 302 404
BOTH invitations                            302 404 403 403 403 200 404
POST invitations_remind                     302 404 403 403 403 302 404
GET  invite                                 302 404 403 403 403 200 404
POST invite                                 302 404 403 403 403 422 404
GET  invite_csv                             302 404 403 403 403 200 404
POST invite_csv                             302 404 403 403 403 422 404
BOTH invite_csv_sample                      302 404 403 403 403 200 404
GET  join                                   200 200 200 200 200 200 200
POST join                                   302 302 422 422 302 302 302
POST journey_discard                        302 404 403 403 403 302 404
BOTH journey_edit                           302 404 403 403 403 200 404
GET  journey_ladder                         302 404 403 403 403 200 404
POST journey_ladder                         302 404 403 403 403 422 404
GET  journey_rung                           302 404 403 403 403 200 404
POST journey_rung                           302 404 403 403 403 422 404
POST journey_rung_remove                    302 404 403 403 403 302 404
POST journey_save                           302 404 403 403 403 302 404
GET  journey_step                           302 404 403 403 403 200 404
POST journey_step                           302 404 403 403 403 422 404
POST journey_step_act                       302 404 403 403 403 302 404
GET  journey_step_new                       302 404 403 403 403 200 404
POST journey_step_new                       302 404 403 403 403 422 404
GET  journey_wording                        302 404 403 403 403 200 404
POST journey_wording                        302 404 403 403 403 422 404
POST journey_wording_check                  302 404 403 403 403 200 404
GET  journey_wording_preview                302 404 403 403 403 200 404
BOTH keepsake                               302 404 404 200 200 403 404
GET  keepsake_choose                        302 404 404 200 200 403 404
POST keepsake_choose                        302 404 404 302 302 403 404
BOTH keepsake_file                          302 404 404 200 200 403 404
BOTH learning                               302 404 404 200 200 404 404
GET  learning_done                          302 404 404 200 200 404 404
POST learning_done                          302 404 404 302 422 404 404
GET  learning_edit                          302 404 404 200 200 404 404
POST learning_edit                          302 404 404 422 422 404 404
GET  learning_new                           302 404 404 200 200 403 404
POST learning_new                           302 404 404 422 422 403 404
POST learning_remove                        302 404 404 302 302 404 404
POST learning_reopen                        302 404 404 302 302 404 404
BOTH listening                              302 404 404 200 200 403 404
BOTH mail                                   302 404 403 403 403 200 404
POST mail_again                             302 404 403 403 403 302 404
BOTH mail_html                              302 404 403 403 403 200 404
GET  mail_preferences                       302 200 200 200 200 200 200
POST mail_preferences                       302 422 422 422 422 422 422
POST member_leave                           302 404 403 403 403 302 404
GET  messages                               302 404 404 200 200 403 404
POST messages                               302 404 404 422 422 403 404
POST messages_seen                          302 404 404 302 302 403 404
GET  message_report                         302 404 404 200 403 404 404
POST message_report                         302 404 404 302 403 404 404
GET  report                                 302 404 404 404 404 200 404
POST report                                 302 404 404 404 404 422 404
BOTH mfa_activate_totp                      302 302 302 302 302 302 302
BOTH mfa_add_webauthn                       302 302 302 302 302 302 302
BOTH mfa_authenticate                       302 302 302 302 302 302 302
BOTH mfa_deactivate_totp                    302 404 404 404 404 404 404
BOTH mfa_download_recovery_codes            302 404 404 404 404 404 404
BOTH mfa_edit_webauthn                      302 302 302 302 302 302 302
BOTH mfa_generate_recovery_codes            302 302 302 302 302 302 302
GET  mfa_index                              302 200 200 200 200 200 200
GET  mfa_list_webauthn                      302 200 200 200 200 200 200
BOTH mfa_login_webauthn                     302 302 302 302 302 302 302
BOTH mfa_reauthenticate                     302 302 302 302 302 302 302
BOTH mfa_reauthenticate_webauthn            302 302 302 302 302 302 302
BOTH mfa_remove_webauthn                    302 302 302 302 302 302 302
GET  mfa_view_recovery_codes                302 404 404 404 404 404 404
GET  milestone_add                          302 404 404 200 200 403 404
POST milestone_add                          302 404 404 422 422 403 404
GET  milestone_edit                         302 404 404 200 200 403 404
POST milestone_edit                         302 404 404 422 422 403 404
POST milestone_move                         302 404 404 302 302 403 404
POST milestone_reach                        302 404 404 302 302 403 404
POST milestone_remove                       302 404 404 302 302 403 404
POST milestones_arrange                     302 404 404 302 302 403 404
POST milestone_undo                         302 404 404 302 302 403 404
BOTH openid_connect_callback                404 404 404 404 404 404 404
BOTH openid_connect_login                   404 404 404 404 404 404 404
GET  security_log                           302 404 404 404 404 404 200
GET  organisation                           302 403 403 403 403 403 200
POST organisation                           302 403 403 403 403 403 422
GET  keeping                                302 403 403 403 403 403 200
POST keeping                                302 403 403 403 403 403 422
BOTH pair                                   302 404 404 200 200 200 404
GET  pair_end                               302 404 404 403 403 200 404
POST pair_end                               302 404 404 403 403 422 404
GET  pair_new                               302 404 403 403 403 200 404
POST pair_new                               302 404 403 403 403 422 404
GET  pair_pause                             302 404 404 403 403 200 404
POST pair_pause                             302 404 404 403 403 422 404
POST pair_resume                            302 404 404 403 403 302 404
GET  pair_rhythm                            302 404 404 403 403 200 404
POST pair_rhythm                            302 404 404 403 403 302 404
BOTH my_pairs                               302 200 200 200 200 200 200
BOTH pairs                                  302 404 403 403 403 200 404
BOTH people                                 302 404 403 403 403 200 404
GET  person_pause                           302 404 403 200 403 200 404
POST person_pause                           302 404 403 422 403 422 404
POST person_resume                          302 404 403 302 403 302 404
BOTH person                                 302 404 403 403 403 200 404
BOTH program                                302 404 200 200 200 200 404
BOTH program_activity                       302 404 403 403 403 200 404
GET  program_coordinators                   302 404 403 403 403 200 200
POST program_coordinators                   302 404 403 403 403 422 422
GET  program_edit                           302 404 403 403 403 200 404
POST program_edit                           302 404 403 403 403 422 404
BOTH program_journey                        302 404 200 200 200 200 404
BOTH program_mails                          302 404 403 403 403 200 404
GET  program_new                            302 200 403 403 403 200 200
POST program_new                            302 422 403 403 403 422 422
GET  program_agreement                      302 404 403 403 403 200 404
POST program_agreement                      302 404 403 403 403 302 404
GET  program_pace                           302 404 403 403 403 200 404
POST program_pace                           302 404 403 403 403 422 404
POST program_state                          302 404 403 403 403 302 404
BOTH programs                               302 200 200 200 200 200 200
GET  promise_change                         302 404 404 200 403 404 404
POST promise_change                         302 404 404 422 403 404 404
POST promise_kept                           302 404 404 302 302 404 404
GET  promise_let_go                         302 404 404 200 403 404 404
POST promise_let_go                         302 404 404 422 403 404 404
POST promise_reopen                         302 404 404 302 302 404 404
GET  promises                               302 404 404 200 200 403 404
POST promises                               302 404 404 422 422 403 404
GET  resource_edit                          302 404 403 403 403 200 404
POST resource_edit                          302 404 403 403 403 422 404
GET  resource_new                           302 404 403 403 403 200 404
POST resource_new                           302 404 403 403 403 422 404
POST resource_remove                        302 404 403 403 403 302 404
BOTH resources                              302 404 200 200 200 200 404
GET  roster                                 302 404 403 403 403 200 404
POST roster                                 302 404 403 403 403 302 404
BOTH saml_acs                               404 404 404 404 404 404 404
BOTH saml_finish_acs                        404 404 404 404 404 404 404
BOTH saml_login                             404 404 404 404 404 404 404
BOTH saml_metadata                          404 404 404 404 404 404 404
BOTH saml_sls                               404 404 404 404 404 404 404
BOTH session                                302 404 404 200 200 200 404
GET  session_edit                           302 404 404 200 200 403 404
POST session_edit                           302 404 404 422 422 403 404
POST session_draft                          302 404 404 302 200 403 404
POST session_edit_draft                     302 404 404 302 302 403 404
GET  session_felt                           302 404 404 200 403 404 404
POST session_felt                           302 404 404 422 403 404 404
GET  session_heard                          302 404 404 200 403 404 404
POST session_heard                          302 404 404 422 403 404 404
GET  session_new                            302 404 404 200 200 403 404
POST session_new                            302 404 404 422 422 403 404
GET  session_note                           302 404 404 200 200 403 404
POST session_note                           302 404 404 302 302 403 404
GET  settings                               302 200 200 200 200 200 200
POST settings                               302 422 422 422 422 422 422
POST links_end                              302 302 302 302 302 302 302
BOTH setup                                  410 410 410 410 410 410 410
GET  socialaccount_connections              302 200 200 200 200 200 200
POST socialaccount_connections              302 422 422 422 422 422 422
GET  socialaccount_login_cancelled          200 200 200 200 200 200 200
GET  socialaccount_login_error              401 401 401 401 401 401 401
BOTH socialaccount_signup                   302 302 302 302 302 302 302
GET  snooze                                 200 200 200 200 200 200 200
POST snooze                                 422 422 422 422 422 422 422
POST still_here                             302 204 204 204 204 204 204
POST step_done                              302 404 404 302 302 302 404
GET  step_move                              302 404 404 200 200 200 404
POST step_move                              302 404 404 422 422 422 404
POST step_reopen                            302 404 404 302 302 302 404
GET  step_skip                              302 404 404 200 200 200 404
POST step_skip                              302 404 404 302 302 302 404
GET  styleguide                             404 404 404 404 404 404 200
POST styleguide                             404 404 404 404 404 404 422
GET  styleguide_mail                        302 404 404 404 404 404 200
GET  styleguide_mail_body                   302 404 404 404 404 404 200
GET  styleguide_mails                       302 404 404 404 404 404 200
BOTH theme_css                              200 200 200 200 200 200 200
POST time_zone_guess                        302 400 400 400 400 400 400
GET  time_answer                            200 200 200 200 200 200 200
POST time_answer                            422 422 422 422 422 422 422
GET  time_proposal                          302 404 404 200 200 404 404
POST time_proposal                          302 404 404 422 422 404 404
POST time_withdraw                          302 404 404 302 302 404 404
GET  times_propose                          302 404 404 200 200 403 404
POST times_propose                          302 404 404 422 422 403 404
POST same_time                              302 404 404 302 302 403 404
GET  planned_answer                         200 200 200 200 200 200 200
POST planned_answer                         302 302 302 302 302 302 302
GET  planned_cancel                         302 404 404 200 200 404 404
POST planned_cancel                         302 404 404 302 302 404 404
GET  planned_ics                            302 404 404 200 200 404 404
GET  planned_move                           302 404 404 200 200 404 404
POST planned_move                           302 404 404 422 422 404 404
GET  planned_met                            200 200 200 200 200 200 200
POST planned_met                            422 422 422 422 422 422 422
GET  planned_session                        302 404 404 200 200 404 404
BOTH feedback                               302 404 404 200 200 403 404
POST feedback_checks                        302 404 404 200 200 403 404
POST feedback_draft                         302 404 404 302 200 403 404
GET  feedback_item                          302 404 404 200 200 404 404
POST feedback_item                          302 404 404 302 403 404 404
POST feedback_milestone                     302 404 404 404 403 404 404
GET  feedback_new                           302 404 404 200 200 403 404
POST feedback_new                           302 404 404 422 422 403 404
POST feedback_promise                       302 404 404 302 403 404 404
POST feedback_read                          302 404 404 302 403 404 404
GET  feedback_useful                        200 200 200 200 200 200 200
POST feedback_useful                        422 422 422 422 422 422 422
GET  kudos                                  302 404 404 200 200 403 404
POST kudos                                  302 404 404 422 422 403 404
BOTH program_feedback                       302 404 403 403 403 200 404
BOTH story                                  302 404 404 200 200 403 404
BOTH sessions                               302 404 404 200 200 403 404
BOTH together                               302 404 404 200 200 403 404
GET  usersessions_list                      302 200 200 200 200 200 200
POST usersessions_list                      302 302 302 302 302 302 302
GET  useful                                 302 404 404 200 200 404 404
POST useful                                 302 404 404 422 422 404 404
GET  useful_answer                          200 200 200 200 200 200 200
POST useful_answer                          422 422 422 422 422 422 422
GET  availability                           302 200 200 200 200 200 200
POST availability                           302 302 302 302 302 302 302
GET  calendar                               302 200 200 200 200 200 200
POST calendar                               302 302 302 302 302 302 302
GET  calendar_feed                          200 200 200 200 200 200 200
POST calendar_reset                         302 302 302 302 302 302 302
BOTH unsubscribe                            200 200 200 200 200 200 200
"""

# The same, in the demo: everybody reads every mail.
DEMO_TABLE = """
GET  demo_mail                              200 200 200 200 200 200 200
GET  demo_mail_body                         200 200 200 200 200 200 200
GET  demo_mails                             200 200 200 200 200 200 200
"""
