from django.urls import URLPattern, URLResolver, path

from programs.pace import views

PACE = "programs/<int:pk>/pace/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(PACE, views.program_pace, name="program_pace"),
    path(f"{PACE}holidays/", views.holiday_add, name="holiday_add"),
    path(f"{PACE}holidays/<int:holiday_pk>/remove/", views.holiday_remove, name="holiday_remove"),
]
