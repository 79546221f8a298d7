"""Inviting people, one by one or by file, and what becomes of each invitation.

Called by the applications that an invitation leads to, by the set-up of a program, and by sign-up through a registry.
"""
