"""People, the organization, and how somebody signs in. It knows no program."""
