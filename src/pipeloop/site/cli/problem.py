"""What stops a command for a reason that the user can mend: one line, exit code 2."""

from __future__ import annotations

from gettext import gettext as _


class Problem(Exception):
    """Carries the line, in the user's language."""


def in_one_line(error: Exception) -> str | None:
    """What to say of an error that is no fault of the program; None if it is one."""
    import psycopg
    from django.db import OperationalError

    from pipeloop.core.errors import Refused

    if isinstance(error, Refused):
        return str(error.words)
    if isinstance(error, (psycopg.OperationalError, OperationalError)):
        return no_answer(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return None


def no_answer(error: Exception) -> str:
    """That the database does not answer, and what it says itself."""
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return _("The database does not answer: %(reason)s") % {"reason": reason}
