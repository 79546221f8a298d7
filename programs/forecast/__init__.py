"""What a journey means for a pair, day by day, before there is one.

Called by the pages that show and edit a journey.
"""
