from django.urls import URLPattern, URLResolver, path

from pairings.keepsake import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/keepsake/", views.keepsake, name="keepsake"),
    path("pairs/<int:pk>/keepsake/choose/", views.choose, name="keepsake_choose"),
    path("pairs/<int:pk>/keepsake/file/", views.file, name="keepsake_file"),
    path("pairs/<int:pk>/certificate/", views.certificate, name="certificate"),
]
