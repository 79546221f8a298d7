"""Who did what in a program."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from programs import access
from programs.queries import activity as queries

PER_PAGE = 50


@login_required
def program_activity(request: SignedInRequest, pk: int) -> HttpResponse:
    program = access.program_for_coordinator(request.user, pk)
    page = Paginator(queries.entries_of(program), PER_PAGE).get_page(request.GET.get("page"))
    context = {"program": program, "page_obj": page, "lines": queries.in_words(program, list(page.object_list))}
    return render.page(request, "programs/program_activity.html", context)
