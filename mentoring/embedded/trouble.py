"""What a person reads when the application can't start: one sentence, no traceback."""


class Trouble(Exception):
    """Its text is the whole sentence."""
