"""“Make it a milestone”: a button on the page of a feedback, which stands below goals."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from goals import access
from goals.actions import from_feedback
from mentoring.accounts.requests import SignedInRequest
from mentoring.web import integrity, numbers, render
from pairings.access import feedback_received


@login_required
@require_POST
def take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """`goal`: of which goal."""
    now = timezone.now()
    feedback = feedback_received(request.user, pk, now=now)
    goal = access.goal_of_pair_to_change(request.user, feedback.pairing, numbers.whole(request.POST.get("goal")))
    try:
        with integrity.sentences():
            from_feedback.take_up(feedback, goal, by=request.user, now=now)
    except integrity.Refused as refused:
        return render.refused(request, "feedback_item", refused.sentence, pk=pk)
    said = f"It is a milestone of “{goal.title}” now, and stands on your next agenda."
    return render.done(request, "feedback_item", said, pk=pk)
