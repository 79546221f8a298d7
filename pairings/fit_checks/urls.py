from django.urls import URLPattern, URLResolver, path

from pairings.fit_checks import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/beginning/fit/", views.fit_check, name="fit_check"),
    path("pairs/<int:pk>/beginning/fit/wish/", views.wish, name="fit_check_wish"),
    path("fit/<str:token>/", views.answer, name="fit_check_answer"),
]
