"""For who watches over the installation: figures for Prometheus, and errors told to a service like Sentry."""
