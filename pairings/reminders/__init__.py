"""What a step's ladder sends: planned by SQL, checked again before it goes.

Called by beat's tasks and the demo.
"""
