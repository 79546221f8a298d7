"""The library of a program: everybody who takes part reads it, coordinators maintain it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import refusals, render
from mentoring.web.paging import page_of, sought
from programs.library import access, actions, queries
from programs.library.forms import ResourceForm
from programs.library.models import Competency
from programs.program import access as program_access


@login_required
def resources(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_member(request.user, pk)
    area = request.GET.get("area", "")
    area = area if area in Competency.values else ""
    search = sought(request)
    context = {
        "program": program,
        "runs_it": program_access.runs(request.user, program),
        "area": area,
        "areas": Competency.choices,
        "area_label": dict(Competency.choices).get(area, ""),
        "search": search,
        "page_obj": page_of(queries.library(program, area=area, search=search), request),
    }
    return render.page(request, "programs/library/resources.html", context, partial="results")


@login_required
def resource_new(request: SignedInRequest, pk: int) -> HttpResponse:
    program = program_access.program_for_coordinator(request.user, pk)
    form = ResourceForm(request.POST if request.method == "POST" else None, fixed={"program": program})
    if form.is_valid():
        with refusals.on(form) as done:
            actions.add(program, by=request.user, now=timezone.now(), **form.values)
        if done:
            return render.done(request, "resources", "The resource is in the library.", pk=pk)
    return render.form_page(request, "programs/library/resource.html", {"program": program, "form": form})


@login_required
def resource_edit(request: SignedInRequest, pk: int, resource_pk: int) -> HttpResponse:
    resource = access.resource_for_coordinator(request.user, pk, resource_pk)
    program, title = resource.program, resource.title
    form = ResourceForm(
        request.POST if request.method == "POST" else None, instance=resource, fixed={"program": program}
    )
    if form.is_valid():
        with refusals.on(form) as done:
            actions.change(resource, before=form.stands, by=request.user, now=timezone.now(), **form.values)
        if done:
            return render.done(request, "resources", "The resource is changed.", pk=pk)
    context = {"program": program, "form": form, "resource": resource, "title": title}
    return render.form_page(request, "programs/library/resource.html", context)


@login_required
@require_POST
def resource_remove(request: SignedInRequest, pk: int, resource_pk: int) -> HttpResponse:
    resource = access.resource_for_coordinator(request.user, pk, resource_pk)
    actions.remove(resource, by=request.user, now=timezone.now())
    return render.done(request, "resources", f"“{resource.title}” is removed from the library.", pk=pk)
