from django.urls import URLPattern, URLResolver, path

from programs.library import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/resources/", views.resources, name="resources"),
    path("programs/<int:pk>/resources/new/", views.resource_new, name="resource_new"),
    path("programs/<int:pk>/resources/<int:resource_pk>/edit/", views.resource_edit, name="resource_edit"),
    path("programs/<int:pk>/resources/<int:resource_pk>/remove/", views.resource_remove, name="resource_remove"),
]
