from django.urls import URLPattern, URLResolver, path

from pairings.agreement import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/beginning/agreement/", views.agreement, name="agreement"),
    path("pairs/<int:pk>/beginning/agreement/begin/", views.begin, name="agreement_begin"),
    path("pairs/<int:pk>/beginning/agreement/edit/", views.edit, name="agreement_edit"),
    path("pairs/<int:pk>/beginning/agreement/draft/", views.draft, name="agreement_draft"),
    path("pairs/<int:pk>/beginning/agreement/sign/", views.sign, name="agreement_sign"),
    path("pairs/<int:pk>/beginning/agreement/again/", views.again, name="agreement_again"),
    path("pairs/<int:pk>/beginning/agreement/<int:number>/", views.version, name="agreement_version"),
    path("agreements/sign/<str:token>/", views.answer, name="agreement_answer"),
]
