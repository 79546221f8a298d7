"""From an accepted invitation to taking part: questions, answers, a decision.

Called by the setup of a program, by home, and by pairs, which show what a partner has answered.
"""
