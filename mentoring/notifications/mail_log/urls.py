from django.urls import URLPattern, URLResolver, path

from mentoring.notifications.mail_log import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("demo/mails/", views.demo_mails, name="demo_mails"),
    path("demo/mails/<int:pk>/", views.demo_mail, name="demo_mail"),
    path("demo/mails/<int:pk>/body/", views.demo_mail_body, name="demo_mail_body"),
    path("styleguide/email/", views.styleguide_mails, name="styleguide_mails"),
    path("styleguide/email/<path:kind>/body/", views.styleguide_mail_body, name="styleguide_mail_body"),
    path("styleguide/email/<path:kind>/", views.styleguide_mail, name="styleguide_mail"),
]
