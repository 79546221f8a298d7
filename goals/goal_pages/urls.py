from django.urls import URLPattern, URLResolver, path

from goals.goal_pages.views import answers, goals, talk

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/goals/", goals.index, name="goals"),
    path("pairs/<int:pk>/goals/new/", goals.new, name="goal_new"),
    path("goals/answer/<str:token>/", answers.answer, name="goal_answer"),
    path("goals/<int:pk>/", goals.detail, name="goal"),
    path("goals/<int:pk>/edit/", goals.edit, name="goal_edit"),
    path("goals/<int:pk>/agree/", goals.agree, name="goal_agree"),
    path("goals/<int:pk>/reach/", goals.reach, name="goal_reach"),
    path("goals/<int:pk>/let-go/", goals.let_go, name="goal_let_go"),
    path("goals/<int:pk>/talk/", talk.say, name="goal_talk"),
]
