from django.urls import URLPattern, URLResolver, path

from pairings.endings import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/ending/", views.ending, name="ending"),
    path("pairs/<int:pk>/ending/finish/", views.finish, name="ending_finish"),
    path("pairs/<int:pk>/ending/early/", views.early, name="ending_early"),
    path("pairs/<int:pk>/ending/early/answer/", views.answer, name="ending_answer"),
    path("pairs/<int:pk>/ending/alone/", views.part, name="ending_part"),
    path("pairs/<int:pk>/ending/next/", views.wish, name="ending_wish"),
]
