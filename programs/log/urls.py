from django.urls import URLPattern, URLResolver, path

from programs.log.views import activity, mails

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/mails/", mails.program_mails, name="program_mails"),
    path("programs/<int:pk>/mails/<int:mail_pk>/", mails.mail, name="mail"),
    path("programs/<int:pk>/mails/<int:mail_pk>/html/", mails.mail_html, name="mail_html"),
    path("programs/<int:pk>/mails/<int:mail_pk>/again/", mails.mail_again, name="mail_again"),
    path("programs/<int:pk>/activity/", activity.program_activity, name="program_activity"),
]
