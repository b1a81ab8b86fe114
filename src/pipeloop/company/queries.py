"""What may be asked about the company."""

from __future__ import annotations

from pipeloop.company.models import Company


def the_company() -> Company:
    """The company of this installation."""
    return Company.objects.get(pk=1)
