"""What one could do now about the open steps of a pair.

Asked by home through the registry of next steps, and by the page of a pair.
"""
