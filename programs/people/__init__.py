"""Who takes part in a program, in which role, and how it ends.

Called by the pages of coordinators and, through registries, by those who deliver.
"""
