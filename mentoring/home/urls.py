from django.urls import URLPattern, URLResolver, path

from mentoring.home import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home.home, name="home"),
]
