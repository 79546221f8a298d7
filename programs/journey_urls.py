"""Addresses of a journey that is being edited, and of the pace of its mails."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter

from programs.views import drafting, pace, steps, wording


class DraftIdConverter(IntConverter):
    """Steps and rungs that aren't saved yet have a negative id."""

    regex = "-?[0-9]{1,18}"


register_converter(DraftIdConverter, "draft_id")
EDIT = "programs/<int:pk>/journey/edit/"
STEP = f"{EDIT}steps/<draft_id:step>/"
RUNG = f"{STEP}ladder/<draft_id:rung>/"
PACE = "programs/<int:pk>/pace/"

journey_urls: list[URLPattern | URLResolver] = [
    path(EDIT, drafting.journey_edit, name="journey_edit"),
    path(f"{EDIT}save/", drafting.journey_save, name="journey_save"),
    path(f"{EDIT}discard/", drafting.journey_discard, name="journey_discard"),
    path(f"{EDIT}steps/new/", steps.journey_step_new, name="journey_step_new"),
    path(STEP, steps.journey_step, name="journey_step"),
    path(f"{STEP}do/", drafting.journey_step_act, name="journey_step_act"),
    path(f"{STEP}ladder/", steps.journey_ladder, name="journey_ladder"),
    path(RUNG, steps.journey_rung, name="journey_rung"),
    path(f"{RUNG}remove/", steps.journey_rung_remove, name="journey_rung_remove"),
    path(f"{RUNG}wording/", wording.journey_wording, name="journey_wording"),
    path(f"{RUNG}wording/check/", wording.journey_wording_check, name="journey_wording_check"),
    path(f"{RUNG}wording/preview/", wording.journey_wording_preview, name="journey_wording_preview"),
    path(PACE, pace.program_pace, name="program_pace"),
    path(f"{PACE}holidays/", pace.holiday_add, name="holiday_add"),
    path(f"{PACE}holidays/<int:holiday_pk>/remove/", pace.holiday_remove, name="holiday_remove"),
]
