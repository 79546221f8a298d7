class Trouble(Exception):
    """The application can't start. The message is the one sentence a person reads, without a traceback."""
