"""What the activity page says about goals; the actor's name stands before it."""

SENTENCES = {
    "goal.proposed": "proposed a goal",
    "goal.agreed": "agreed to a goal",
    "goal.revised": "changed a goal",
    "goal.reached": "marked a goal as reached",
    "goal.let_go": "let a goal go",
    "goal.agreement_taken_back": "took back an agreement to a goal",
    "goal.commented": "wrote about a goal",
    "goals.reviewed": "held a goal review",
    "milestone.added": "added a milestone",
    "milestone.removed": "removed a milestone",
    "milestone.moved": "put the milestones in another order",
    "milestone.reached": "reached a milestone",
    "milestone.undone": "took back a milestone",
}
