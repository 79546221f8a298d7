from django.urls import URLPattern, URLResolver, path

from goals.learning import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/learning/", views.index, name="learning"),
    path("pairs/<int:pk>/learning/new/", views.new, name="learning_new"),
    path("learning/<int:pk>/edit/", views.edit, name="learning_edit"),
    path("learning/<int:pk>/done/", views.done, name="learning_done"),
    path("learning/<int:pk>/reopen/", views.reopen, name="learning_reopen"),
    path("learning/<int:pk>/remove/", views.remove, name="learning_remove"),
]
