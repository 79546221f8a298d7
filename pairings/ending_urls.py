"""Addresses of a pair's ending."""

from django.urls import URLPattern, URLResolver, path

from pairings.views import endings, farewells, keepsakes

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/ending/", endings.ending, name="ending"),
    path("pairs/<int:pk>/ending/thanks/", farewells.thanks, name="ending_thanks"),
    path("pairs/<int:pk>/ending/reflection/", farewells.reflection, name="ending_reflection"),
    path("pairs/<int:pk>/ending/finish/", endings.finish, name="ending_finish"),
    path("pairs/<int:pk>/ending/early/", endings.early, name="ending_early"),
    path("pairs/<int:pk>/ending/early/answer/", endings.answer, name="ending_answer"),
    path("pairs/<int:pk>/ending/alone/", endings.part, name="ending_part"),
    path("pairs/<int:pk>/ending/next/", endings.wish, name="ending_wish"),
    path("pairs/<int:pk>/keepsake/", keepsakes.keepsake, name="keepsake"),
    path("pairs/<int:pk>/keepsake/choose/", keepsakes.choose, name="keepsake_choose"),
    path("pairs/<int:pk>/keepsake/file/", keepsakes.file, name="keepsake_file"),
    path("pairs/<int:pk>/certificate/", keepsakes.certificate, name="certificate"),
]
