from django.urls import URLPattern, URLResolver, path

from goals.reviews import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/goals/review/", views.review, name="goal_review"),
]
