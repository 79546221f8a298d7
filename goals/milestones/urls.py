from django.urls import URLPattern, URLResolver, path

from goals.milestones import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("feedback/<int:pk>/milestone/", views.take_up, name="feedback_milestone"),
    path("goals/<int:pk>/milestones/order/", views.milestones_arrange, name="milestones_arrange"),
    path("goals/<int:pk>/milestones/add/", views.milestone_add, name="milestone_add"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/edit/", views.milestone_edit, name="milestone_edit"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/reach/", views.milestone_reach, name="milestone_reach"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/undo/", views.milestone_undo, name="milestone_undo"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/move/", views.milestone_move, name="milestone_move"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/remove/", views.milestone_remove, name="milestone_remove"),
]
