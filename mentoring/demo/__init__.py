"""The demo: one organization, three programs, six months of history, created with the actions that the pages call."""
