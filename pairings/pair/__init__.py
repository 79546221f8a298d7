"""A pair: who is in it, who may see it, how it is locked and how people are told about it.

Every room calls it; it calls no other room.
"""
