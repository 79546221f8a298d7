"""The coordinator's pairs: the list, and pairing two people by hand."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mentoring.web import integrity, render
from mentoring.web.paging import page_of
from pairings import access
from pairings.actions import pairing
from pairings.forms.pairs import PairForm
from pairings.models import Pairing
from pairings.queries import needs_attention
from pairings.queries import pairs as queries
from programs.access import program_for_coordinator


@login_required
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """`?needs=hand`: only those that need a hand, with the reason."""
    program, now = program_for_coordinator(access.signed_in(request), pk), timezone.now()
    search, needs_hand = request.GET.get("q", "").strip()[:100], request.GET.get("needs") == "hand"
    waiting = needs_attention(program, now=now) if needs_hand else []
    reasons = {one.pairing_id: one.reason for one in waiting}
    page = page_of(queries.of_program(program, search=search, among=reasons if needs_hand else None), request)
    rows = queries.as_rows(page, today=program.today(now), reasons=reasons)
    context = {"program": program, "search": search, "page_obj": page, "rows": rows, "needs_hand": needs_hand}
    return render.page(request, "pairings/pairs.html", context, partial="results")


@login_required
def new(request: HttpRequest, pk: int) -> HttpResponse:
    user, now = access.signed_in(request), timezone.now()
    program = program_for_coordinator(user, pk)
    mentors, mentees = queries.mentors_with_places(program), queries.mentees_without_pair(program)
    first_day = max(program.today(now), program.starts_on)
    form = PairForm(
        request.POST if request.method == "POST" else None,
        mentors=mentors,
        mentees=mentees,
        initial={"started_on": first_day},
    )
    if form.is_valid():
        started: Pairing | None = None
        try:
            with integrity.sentences():
                started = pairing.start(program, by=user, now=now, **form.cleaned_data)
        except integrity.Refused as refused:
            form.add_error(refused.field, refused.sentence)
        if started:
            return render.done(request, "pair", f"{started} are a pair. Both get a mail.", pk=started.pk)
    context = {"program": program, "form": form, "mentors": mentors, "mentees": mentees}
    context["away"] = queries.away(program)
    return render.form_page(request, "pairings/pair_new.html", context)
