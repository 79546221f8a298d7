from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter

from programs.drafting.views import journey, preview, steps, wording


class DraftIdConverter(IntConverter):
    """Steps and rungs have a negative id until they are saved."""

    regex = "-?[0-9]{1,18}"


register_converter(DraftIdConverter, "draft_id")

EDIT = "programs/<int:pk>/journey/edit/"
STEP = f"{EDIT}steps/<draft_id:step>/"
RUNG = f"{STEP}ladder/<draft_id:rung>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("programs/<int:pk>/journey/", preview.program_journey, name="program_journey"),
    path(EDIT, journey.journey_edit, name="journey_edit"),
    path(f"{EDIT}save/", journey.journey_save, name="journey_save"),
    path(f"{EDIT}discard/", journey.journey_discard, name="journey_discard"),
    path(f"{EDIT}steps/new/", steps.journey_step_new, name="journey_step_new"),
    path(STEP, steps.journey_step, name="journey_step"),
    path(f"{STEP}do/", journey.journey_step_act, name="journey_step_act"),
    path(f"{STEP}ladder/", steps.journey_ladder, name="journey_ladder"),
    path(RUNG, steps.journey_rung, name="journey_rung"),
    path(f"{RUNG}remove/", steps.journey_rung_remove, name="journey_rung_remove"),
    path(f"{RUNG}wording/", wording.journey_wording, name="journey_wording"),
    path(f"{RUNG}wording/check/", wording.journey_wording_check, name="journey_wording_check"),
    path(f"{RUNG}wording/preview/", wording.journey_wording_preview, name="journey_wording_preview"),
]
