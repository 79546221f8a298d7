"""What coordinators are told about a pair: messages that were reported."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone

from mentoring.accounts.requests import SignedInRequest
from mentoring.web import integrity, render
from pairings import access
from pairings.actions import messages
from pairings.forms.messages import NoteForm


@login_required
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The one message, why it was reported, and the form that closes it."""
    report = access.report_for_coordinator(request.user, pk)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with integrity.sentences():
                messages.close(report, note=form.cleaned_data["note"], by=request.user, now=timezone.now())
        except integrity.Refused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            return render.done(request, "concerns", "The report is closed.", pk=report.message.pairing.program_id)
    pairing = report.message.pairing
    context = {"form": form, "report": report, "pairing": pairing, "program": pairing.program}
    return render.form_page(request, "pairings/message_reported.html", context)
