from django.urls import URLPattern, URLResolver, path

from goals.competencies import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/competencies/", views.index, name="competencies"),
    path("pairs/<int:pk>/competencies/<str:moment>/", views.rate, name="competencies_rate"),
]
