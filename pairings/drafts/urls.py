from django.urls import URLPattern, URLResolver, path

from pairings.drafts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/beginning/agreement/draft/", views.agreement, name="agreement_draft"),
    path("pairs/<int:pk>/sessions/draft/", views.new, name="session_draft"),
    path("sessions/<int:pk>/draft/", views.edit, name="session_edit_draft"),
    path("pairs/<int:pk>/feedback/draft/", views.feedback, name="feedback_draft"),
]
