"""Addresses of goals and milestones."""

from django.urls import URLPattern, URLResolver, path

from goals import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/goals/", views.index, name="goals"),
    path("pairs/<int:pk>/goals/new/", views.new, name="goal_new"),
    path("goals/<int:pk>/", views.detail, name="goal"),
    path("goals/<int:pk>/edit/", views.edit, name="goal_edit"),
    path("goals/<int:pk>/agree/", views.agree, name="goal_agree"),
    path("goals/<int:pk>/reach/", views.reach, name="goal_reach"),
    path("goals/<int:pk>/let-go/", views.let_go, name="goal_let_go"),
    path("goals/<int:pk>/milestones/add/", views.milestone_add, name="milestone_add"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/reach/", views.milestone_reach, name="milestone_reach"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/undo/", views.milestone_undo, name="milestone_undo"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/move/", views.milestone_move, name="milestone_move"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/remove/", views.milestone_remove, name="milestone_remove"),
]
