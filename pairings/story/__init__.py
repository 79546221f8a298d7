"""The story of a pair on one timeline.

Other rooms add their part through `moments`.
"""
