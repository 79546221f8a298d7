from django.urls import URLPattern, URLResolver, path

from programs.invitations import views

PROGRAM = "programs/<int:pk>"
INVITATION = f"{PROGRAM}/invitations/<int:invitation_pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{PROGRAM}/invite/", views.invite, name="invite"),
    path(f"{PROGRAM}/invite/csv/", views.upload, name="invite_csv"),
    path(f"{PROGRAM}/invite/csv/sample/", views.sample, name="invite_csv_sample"),
    path(f"{PROGRAM}/invite/csv/<int:roster_pk>/", views.check, name="roster"),
    path(f"{PROGRAM}/invitations/", views.invitations, name="invitations"),
    path(f"{PROGRAM}/invitations/remind/", views.remind, name="invitations_remind"),
    path(f"{INVITATION}/resend/", views.resend, name="invitation_resend"),
    path(f"{INVITATION}/withdraw/", views.withdraw, name="invitation_withdraw"),
]
