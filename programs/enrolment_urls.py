"""Addresses of how people come in: people, invitations, applications."""

from django.urls import URLPattern, URLResolver, path

from programs.views import applications, invitations, join, people, roster

PROGRAM = "programs/<int:pk>"
INVITATION = f"{PROGRAM}/invitations/<int:invitation_pk>"

enrolment_urls: list[URLPattern | URLResolver] = [
    path(f"{PROGRAM}/people/", people.people, name="people"),
    path(f"{PROGRAM}/people/<int:member_pk>/", people.person, name="person"),
    path(f"{PROGRAM}/people/<int:member_pk>/leave/", people.leave, name="member_leave"),
    path(f"{PROGRAM}/invite/", invitations.invite, name="invite"),
    path(f"{PROGRAM}/invite/csv/", roster.upload, name="invite_csv"),
    path(f"{PROGRAM}/invite/csv/sample/", roster.sample, name="invite_csv_sample"),
    path(f"{PROGRAM}/invite/csv/<int:roster_pk>/", roster.check, name="roster"),
    path(f"{PROGRAM}/invitations/", invitations.invitations, name="invitations"),
    path(f"{PROGRAM}/invitations/remind/", invitations.remind, name="invitations_remind"),
    path(f"{INVITATION}/resend/", invitations.resend, name="invitation_resend"),
    path(f"{INVITATION}/withdraw/", invitations.withdraw, name="invitation_withdraw"),
    path("join/<str:token>/", join.join, name="join"),
    path(f"{PROGRAM}/apply/<str:role>/", join.apply, name="apply"),
    path(f"{PROGRAM}/applications/", applications.applications, name="applications"),
    path(f"{PROGRAM}/applications/<int:application_pk>/", applications.application, name="application"),
]
