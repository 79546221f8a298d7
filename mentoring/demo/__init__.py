"""The demo: one organization, three programs, six months of history, told through the actions that the pages call."""
