from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import render
from mentoring.web.paging import page_of
from programs.log import activity as queries
from programs.program import access as program_access


@login_required
def program_activity(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    page = page_of(queries.entries_of(program), request)
    context = {"program": program, "page_obj": page, "lines": queries.in_words(program, list(page.object_list))}
    return render.page(request, "programs/log/program_activity.html", context)
