from django.urls import URLPattern, URLResolver, path

from pairings.expectations import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/beginning/expectations/", views.expectations, name="expectations"),
    path("pairs/<int:pk>/beginning/expectations/again/", views.again, name="expectations_again"),
]
