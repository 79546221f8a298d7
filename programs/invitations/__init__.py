"""Inviting people, one by one or by file, and what becomes of each invitation.

Called by the applications that invitations lead to, by the setup of a program, and by sign-up through a registry.
"""
