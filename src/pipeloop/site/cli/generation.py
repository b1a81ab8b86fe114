"""Refuses data that this build can neither read nor upgrade, in one line."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path

from pipeloop.site.cli.problem import Problem
from pipeloop.site.schema import GENERATION, OtherGeneration, require_generation


def require_readable(url: str, folder: Path | None) -> None:
    """Refuse a database whose tables are of another generation.

    Args:
        folder: the data folder that holds the database; None for one of DATABASE_URL.

    Raises:
        Problem: says what to do.
    """
    import psycopg

    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        try:
            require_generation(cursor)
        except OtherGeneration as error:
            database = connection.info.dbname
            words = _words_of_database(error) if folder is None else _words_of_folder(error)
            raise Problem(words % {"folder": folder, "database": database}) from None


def _words_of_folder(error: OtherGeneration) -> str:
    if error.is_later:
        return _(
            "The data folder %(folder)s was made by a later version of Pipeloop. Install that"
            " version, or start in a new folder with --data FOLDER."
        )
    return _(
        "The data folder %(folder)s was made by an earlier build whose tables cannot be"
        " upgraded. Start in a new folder with --data FOLDER, or set this one aside."
    )


def _words_of_database(error: OtherGeneration) -> str:
    if error.is_later:
        return _(
            "The database %(database)s was made by a later version of Pipeloop. Install that"
            " version, or name a new database in DATABASE_URL."
        )
    return _(
        "The database %(database)s was made by an earlier build whose tables cannot be"
        " upgraded. Name a new database in DATABASE_URL, or set this one aside."
    )


def require_restorable(generation: int, file: Path) -> None:
    """Refuse a backup whose tables are of another generation.

    Args:
        generation: that of the backup; 0 for one from before there were marks.

    Raises:
        Problem: says so; nothing is changed by then.
    """
    if generation > GENERATION:
        words = _("%(file)s was written by a later version of Pipeloop.")
        raise Problem(words % {"file": file})
    if generation < GENERATION:
        words = _(
            "%(file)s was written by an earlier build whose tables cannot be upgraded. Nothing"
            " has been changed."
        )
        raise Problem(words % {"file": file})
