"""The application's addresses and one more: the same layout with an empty body and one query."""

from django.contrib.auth.decorators import login_required
from django.urls import path

from mentoring import urls
from mentoring.web import render
from programs.models import Program

handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500


@login_required
def empty(request):
    Program.objects.exists()
    return render.page(request, "bench/empty.html")


urlpatterns = [*urls.urlpatterns, path("bench/empty/", empty)]
