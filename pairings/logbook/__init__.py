"""Writes a session down and corrects it.

Called by its own pages and by the answers to “Did you meet?”.
"""
