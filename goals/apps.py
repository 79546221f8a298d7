from django.apps import AppConfig


class GoalsConfig(AppConfig):
    name = "goals"

    def ready(self) -> None:
        from goals.competencies import actions as competencies
        from goals.competencies import next_steps as competency_steps
        from goals.competencies import outcomes as goal_outcomes
        from goals.goals import actions as goals
        from goals.goals import mails as goal_mails
        from goals.goals import moments, talking
        from goals.goals import next_steps as goal_steps
        from goals.learning import actions as learning
        from goals.learning import mails as learning_mails
        from goals.milestones import actions as milestones
        from goals.milestones import follow_ups as milestone_follow_ups
        from goals.reviews import actions as reviews
        from mentoring import next_steps
        from mentoring.activity import sentences
        from mentoring.notifications.planning import kinds
        from pairings.endings import outcomes
        from pairings.feedback import follow_ups
        from pairings.keepsake import sources as keepsakes
        from pairings.story import moments as stories

        kinds.register(*goal_mails.KINDS, *learning_mails.KINDS)
        for acts in (competencies, goals, learning, milestones, reviews, talking):
            sentences.register(acts.SENTENCES)
        for steps in (goal_steps, competency_steps):
            next_steps.register(steps.next_steps)
        outcomes.register(goal_outcomes)
        keepsakes.register("goal", "What we set out to do", goal_outcomes.titles)
        stories.register(moments.moments)
        follow_ups.register(milestone_follow_ups.of)
