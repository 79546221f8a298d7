from django.urls import URLPattern, URLResolver, path

from pairings.agenda import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/agenda/", views.index, name="agenda"),
    path("agenda/<int:pk>/", views.put, name="agenda_put"),
]
