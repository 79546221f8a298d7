from mentoring.home.actions import installation, keeping

__all__ = ["installation", "keeping"]
