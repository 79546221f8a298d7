"""The pages of the learning plan, for the pair alone."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals.goals import access as goals_access
from goals.learning import access, actions, queries
from goals.learning.forms import DoneForm, ItemForm, NewItemForm, from_item, from_resource
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import numbers, paging, refusals, render
from mentoring.web.forms import PlainForm


@login_required
def index(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = goals_access.pairing_to_read(request.user, pk)
    context = {
        "pairing": pairing,
        "partner": pairing.partner_of(request.user),
        "learns": request.user.pk == pairing.mentee.user_id,
        "may_write": pairing.is_live,
        "page_obj": paging.page_of(queries.plan(pairing), request),
    }
    return render.page(request, "goals/learning/learning.html", context)


@login_required
def new(request: SignedInRequest, pk: int) -> HttpResponse:
    pairing = goals_access.pairing_to_change(request.user, pk)
    resource = access.resource_for_pair(pairing, numbers.whole(request.GET.get("resource")))
    initial = from_resource(resource) | {"goal": numbers.whole(request.GET.get("goal")) or None}
    form = NewItemForm(_posted(request), initial=initial, pairing=pairing)
    if form.is_valid():
        with refusals.on(form) as kept:
            actions.add(pairing, resource=resource, by=request.user, now=timezone.now(), **form.cleaned_data)
        if kept:
            return render.done(request, "learning", _said(request, pairing), pk=pk)
    return render.form_page(request, "goals/learning/learning_item.html", _page(form, pairing, request))


@login_required
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    item = access.item_to_change(request.user, pk)
    form = ItemForm(_posted(request), initial=from_item(item), pairing=item.pairing)
    if form.is_valid():
        with refusals.on(form) as kept:
            actions.change(item, by=request.user, now=timezone.now(), **form.cleaned_data)
        if kept:
            return render.done(request, "learning", "Your change is saved.", pk=item.pairing_id)
    return render.form_page(
        request, "goals/learning/learning_item.html", _page(form, item.pairing, request) | {"item": item}
    )


@login_required
def done(request: SignedInRequest, pk: int) -> HttpResponse:
    item = access.item_to_change(request.user, pk)
    first = {"rating": item.rating, "takeaway": item.takeaway, "on": item.done_on or request.user.today(timezone.now())}
    form = DoneForm(_posted(request), initial=first)
    if form.is_valid():
        with refusals.on(form) as kept:
            actions.finish(item, by=request.user, now=timezone.now(), **form.cleaned_data)
        if kept:
            return render.done(request, "learning", f"“{item.title}” is done.", pk=item.pairing_id)
    return render.form_page(
        request, "goals/learning/learning_done.html", _page(form, item.pairing, request) | {"item": item}
    )


@login_required
@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    item = access.item_to_change(request.user, pk)
    with refusals.back_to(request, "learning", pk=item.pairing_id):
        actions.reopen(item, by=request.user, now=timezone.now())
    return render.done(request, "learning", f"“{item.title}” is planned again.", pk=item.pairing_id)


@login_required
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    item = access.item_to_change(request.user, pk)
    with refusals.back_to(request, "learning", pk=item.pairing_id):
        actions.remove(item, by=request.user, now=timezone.now())
    return render.done(request, "learning", f"“{item.title}” is removed from the plan.", pk=item.pairing_id)


def _posted(request: SignedInRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(form: PlainForm, pairing: Any, request: SignedInRequest) -> dict[str, Any]:
    recommends = request.user.pk == pairing.mentor.user_id
    return {"form": form, "pairing": pairing, "partner": pairing.partner_of(request.user), "recommends": recommends}


def _said(request: SignedInRequest, pairing: Any) -> str:
    if request.user.pk == pairing.mentor.user_id:
        return f"Recommended. {pairing.mentee.user.first_name} is told."
    return "It is in your plan."
