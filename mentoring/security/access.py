from django.http import Http404

from mentoring.accounts.models import User


def reader(user: User) -> User:
    """Whoever reads the log: an administrator. Raises Http404 for everybody else."""
    if not user.is_administrator:
        raise Http404
    return user
