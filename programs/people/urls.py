from django.urls import URLPattern, URLResolver, path

from programs.people import views

PROGRAM = "programs/<int:pk>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{PROGRAM}/people/", views.people, name="people"),
    path(f"{PROGRAM}/people/<int:member_pk>/", views.person, name="person"),
    path(f"{PROGRAM}/people/<int:member_pk>/leave/", views.leave, name="member_leave"),
]
