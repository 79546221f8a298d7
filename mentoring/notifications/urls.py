from django.urls import URLPattern, URLResolver, path

from mentoring.notifications.views import demo, preferences, previews

urlpatterns: list[URLPattern | URLResolver] = [
    path("settings/mail/", preferences.mail_preferences, name="mail_preferences"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("demo/mails/", demo.demo_mails, name="demo_mails"),
    path("demo/mails/<int:pk>/", demo.demo_mail, name="demo_mail"),
    path("demo/mails/<int:pk>/body/", demo.demo_mail_body, name="demo_mail_body"),
    path("styleguide/email/", previews.styleguide_mails, name="styleguide_mails"),
    path("styleguide/email/<path:kind>/body/", previews.styleguide_mail_body, name="styleguide_mail_body"),
    path("styleguide/email/<path:kind>/", previews.styleguide_mail, name="styleguide_mail"),
]
