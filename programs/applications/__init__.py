"""From an accepted invitation to taking part: questions, answers, a decision.

Called by the set-up of a program, home, and the pages of people.
"""
