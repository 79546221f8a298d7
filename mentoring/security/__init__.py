"""What matters for security: who came in and how, what was refused, and what changed about accounts and roles.

Rows are added here and never changed. Administrators read them; a job deletes them when their time is over.
"""
