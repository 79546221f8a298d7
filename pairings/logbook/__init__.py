"""A session is written down, corrected, taken back.

Called by its pages and by the answers to “did you meet?”.
"""
