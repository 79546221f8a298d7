"""Addresses of a program itself: set up, state, journey, coordinators, mails, activity."""

from django.urls import URLPattern, URLResolver, path

from programs.views import activity, coordinators, journey, mails, opening, programs, resources

program_urls: list[URLPattern | URLResolver] = [
    path("programs/", programs.programs, name="programs"),
    path("programs/new/", programs.program_new, name="program_new"),
    path("programs/<int:pk>/", programs.program, name="program"),
    path("programs/<int:pk>/edit/", programs.program_edit, name="program_edit"),
    path("programs/<int:pk>/state/", programs.program_state, name="program_state"),
    path("programs/<int:pk>/agreement/", opening.program_agreement, name="program_agreement"),
    path("programs/<int:pk>/coordinators/", coordinators.program_coordinators, name="program_coordinators"),
    path(
        "programs/<int:pk>/coordinators/<int:member_pk>/remove/",
        coordinators.coordinator_remove,
        name="coordinator_remove",
    ),
    path("programs/<int:pk>/journey/", journey.program_journey, name="program_journey"),
    path("programs/<int:pk>/resources/", resources.resources, name="resources"),
    path("programs/<int:pk>/resources/new/", resources.resource_new, name="resource_new"),
    path("programs/<int:pk>/resources/<int:resource_pk>/edit/", resources.resource_edit, name="resource_edit"),
    path("programs/<int:pk>/resources/<int:resource_pk>/remove/", resources.resource_remove, name="resource_remove"),
    path("programs/<int:pk>/mails/", mails.program_mails, name="program_mails"),
    path("programs/<int:pk>/mails/<int:mail_pk>/", mails.mail, name="mail"),
    path("programs/<int:pk>/mails/<int:mail_pk>/html/", mails.mail_html, name="mail_html"),
    path("programs/<int:pk>/mails/<int:mail_pk>/again/", mails.mail_again, name="mail_again"),
    path("programs/<int:pk>/activity/", activity.program_activity, name="program_activity"),
]
