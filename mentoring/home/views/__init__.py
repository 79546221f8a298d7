from mentoring.home.views import home, installation, keeping

__all__ = ["home", "installation", "keeping"]
