"""People, the organization, and how people sign in. It knows no program."""
