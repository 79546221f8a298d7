"""Addresses of goals, their milestones and reviews, of the learning plan and the six areas."""

from django.urls import URLPattern, URLResolver, path

from goals.views import answers, competencies, from_feedback, goals, learning, milestones, reviews, talk

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/goals/", goals.index, name="goals"),
    path("pairs/<int:pk>/goals/new/", goals.new, name="goal_new"),
    path("pairs/<int:pk>/goals/review/", reviews.review, name="goal_review"),
    path("pairs/<int:pk>/learning/", learning.index, name="learning"),
    path("pairs/<int:pk>/learning/new/", learning.new, name="learning_new"),
    path("learning/<int:pk>/edit/", learning.edit, name="learning_edit"),
    path("learning/<int:pk>/done/", learning.done, name="learning_done"),
    path("learning/<int:pk>/reopen/", learning.reopen, name="learning_reopen"),
    path("learning/<int:pk>/remove/", learning.remove, name="learning_remove"),
    path("pairs/<int:pk>/competencies/", competencies.index, name="competencies"),
    path("pairs/<int:pk>/competencies/<str:moment>/", competencies.rate, name="competencies_rate"),
    path("feedback/<int:pk>/milestone/", from_feedback.take_up, name="feedback_milestone"),
    path("goals/answer/<str:token>/", answers.answer, name="goal_answer"),
    path("goals/<int:pk>/", goals.detail, name="goal"),
    path("goals/<int:pk>/edit/", goals.edit, name="goal_edit"),
    path("goals/<int:pk>/agree/", goals.agree, name="goal_agree"),
    path("goals/<int:pk>/reach/", goals.reach, name="goal_reach"),
    path("goals/<int:pk>/let-go/", goals.let_go, name="goal_let_go"),
    path("goals/<int:pk>/talk/", talk.say, name="goal_talk"),
    path("goals/<int:pk>/milestones/order/", milestones.milestones_arrange, name="milestones_arrange"),
    path("goals/<int:pk>/milestones/add/", milestones.milestone_add, name="milestone_add"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/edit/", milestones.milestone_edit, name="milestone_edit"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/reach/", milestones.milestone_reach, name="milestone_reach"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/undo/", milestones.milestone_undo, name="milestone_undo"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/move/", milestones.milestone_move, name="milestone_move"),
    path("goals/<int:pk>/milestones/<int:milestone_pk>/remove/", milestones.milestone_remove, name="milestone_remove"),
]
