from mentoring.home.views import home, installation

__all__ = ["home", "installation"]
