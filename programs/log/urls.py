from django.urls import URLPattern, URLResolver, path

from programs.log import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/mails/", views.program_mails, name="program_mails"),
    path("programs/<int:pk>/mails/<int:mail_pk>/", views.mail, name="mail"),
    path("programs/<int:pk>/mails/<int:mail_pk>/html/", views.mail_html, name="mail_html"),
    path("programs/<int:pk>/mails/<int:mail_pk>/again/", views.mail_again, name="mail_again"),
    path("programs/<int:pk>/activity/", views.program_activity, name="program_activity"),
]
