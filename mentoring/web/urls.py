from django.urls import URLPattern, URLResolver, path

from mentoring.web import styleguide

urlpatterns: list[URLPattern | URLResolver] = [
    path("styleguide/", styleguide.gallery, name="styleguide"),
]
