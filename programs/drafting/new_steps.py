"""What a new step starts with: the built-in step of its kind, or an empty one."""

from programs.builtin import pieces
from programs.builtin.shape import StepPlan
from programs.journey.drafts import RungDraft, StepDraft
from programs.journey.models import Step
from programs.program.models import Program

PLANS = {
    plan.kind: plan
    for plan in (
        pieces.TRAINING,
        pieces.INTRODUCTION,
        pieces.EXPECTATIONS,
        pieces.AGREEMENT,
        pieces.SESSION,
        pieces.FIT_CHECK,
        pieces.GOALS,
        pieces.CHECK_IN,
        pieces.FEEDBACK,
        pieces.GOAL_REVIEW,
        pieces.CELEBRATION,
        pieces.CLOSURE,
    )
}
OWN = StepPlan(Step.Kind.OWN, "", "", day=14)


def of_kind(kind: Step.Kind, program: Program) -> StepDraft:
    plan = PLANS.get(kind, OWN)
    return StepDraft(
        id=0,
        kind=kind.value,
        title=plan.title,
        doer=plan.doer.value,
        first_day=plan.first_day(length=program.length),
        every_days=program.cadence_days if kind == Step.Kind.SESSION else plan.every_days,
        guide=plan.guide,
        ladder=tuple(RungDraft(0, rung.offset_days, rung.audience.value) for rung in plan.ladder),
    )
