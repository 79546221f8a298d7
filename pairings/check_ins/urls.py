from django.urls import URLPattern, URLResolver, path

from pairings.check_ins import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("check-ins/answer/<str:token>/", views.check_in, name="check_in_answer"),
    path("check-ins/<int:pk>/", views.answer, name="check_in"),
]
