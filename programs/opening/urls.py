from django.urls import URLPattern, URLResolver, path

from programs.opening import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/agreement/", views.program_agreement, name="program_agreement"),
]
