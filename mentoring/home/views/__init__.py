from mentoring.home.views import home

__all__ = ["home"]
