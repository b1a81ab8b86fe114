"""Writes docs/openapi.json anew: `python tools/openapi.py`."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pipeloop.site.settings")

if __name__ == "__main__":
    django.setup()
    from pipeloop.site.api import schema_text

    target = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"
    target.write_text(schema_text(), encoding="utf-8")
