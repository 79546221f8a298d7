from mentoring.home.actions import installation

__all__ = ["installation"]
