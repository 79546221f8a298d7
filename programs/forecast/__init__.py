"""What a journey means for a pair, day by day, before anybody is in it.

Called by the pages that show and edit a journey.
"""
