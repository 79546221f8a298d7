from django.urls import URLPattern, URLResolver, path

from programs.invitations.views import invitations, roster

PROGRAM = "programs/<int:pk>"
INVITATION = f"{PROGRAM}/invitations/<int:invitation_pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{PROGRAM}/invite/", invitations.invite, name="invite"),
    path(f"{PROGRAM}/invite/csv/", roster.upload, name="invite_csv"),
    path(f"{PROGRAM}/invite/csv/sample/", roster.sample, name="invite_csv_sample"),
    path(f"{PROGRAM}/invite/csv/<int:roster_pk>/", roster.check, name="roster"),
    path(f"{PROGRAM}/invitations/", invitations.invitations, name="invitations"),
    path(f"{PROGRAM}/invitations/remind/", invitations.remind, name="invitations_remind"),
    path(f"{INVITATION}/resend/", invitations.resend, name="invitation_resend"),
    path(f"{INVITATION}/withdraw/", invitations.withdraw, name="invitation_withdraw"),
]
