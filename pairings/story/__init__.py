"""The story of a pair on one timeline.

Other rooms tell their part through `moments`.
"""
