from django.urls import URLPattern, URLResolver, path

from goals.goal_pages import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/goals/", views.index, name="goals"),
    path("pairs/<int:pk>/goals/new/", views.new, name="goal_new"),
    path("goals/answer/<str:token>/", views.answer, name="goal_answer"),
    path("goals/<int:pk>/", views.detail, name="goal"),
    path("goals/<int:pk>/edit/", views.edit, name="goal_edit"),
    path("goals/<int:pk>/agree/", views.agree, name="goal_agree"),
    path("goals/<int:pk>/reach/", views.reach, name="goal_reach"),
    path("goals/<int:pk>/let-go/", views.let_go, name="goal_let_go"),
    path("goals/<int:pk>/talk/", views.say, name="goal_talk"),
]
