from django.urls import URLPattern, URLResolver, path

from pairings.touchpoints import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("steps/<int:pk>/done/", views.step_done, name="step_done"),
    path("steps/<int:pk>/reopen/", views.step_reopen, name="step_reopen"),
    path("steps/<int:pk>/move/", views.move, name="step_move"),
    path("steps/<int:pk>/skip/", views.skip, name="step_skip"),
]
