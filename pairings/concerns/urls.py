from django.urls import URLPattern, URLResolver, path

from pairings.concerns import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/concern/", views.new, name="concern_new"),
    path("programs/<int:pk>/concerns/", views.index, name="concerns"),
    path("concerns/<int:pk>/", views.detail, name="concern"),
    path("concerns/<int:pk>/read/", views.read, name="concern_read"),
    path("concerns/<int:pk>/close/", views.close, name="concern_close"),
]
