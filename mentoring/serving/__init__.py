"""The web server: how it is started, and the gate through which each request comes. Knows no Django app."""
