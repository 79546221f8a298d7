from django.urls import URLPattern, URLResolver, path

from pairings.promises import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("pairs/<int:pk>/promises/", views.index, name="promises"),
    path("promises/<int:pk>/change/", views.change, name="promise_change"),
    path("promises/<int:pk>/kept/", views.kept, name="promise_kept"),
    path("promises/<int:pk>/let-go/", views.let_go, name="promise_let_go"),
    path("promises/<int:pk>/reopen/", views.reopen, name="promise_reopen"),
]
