"""Five questions about what each expects, answered alone and opened together.

Called by the agreement and by the page of the beginning.
"""
