"""Every address of the goals app, room by room."""

from django.urls import URLPattern, URLResolver

from goals.competencies import urls as competencies_urls
from goals.goal_pages import urls as goal_pages_urls
from goals.learning import urls as learning_urls
from goals.milestones import urls as milestones_urls
from goals.reviews import urls as reviews_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *goal_pages_urls.urlpatterns,
    *reviews_urls.urlpatterns,
    *learning_urls.urlpatterns,
    *competencies_urls.urlpatterns,
    *milestones_urls.urlpatterns,
]
