"""The templates that programs are made from.

Called when a program is set up and when a step is added.
"""
