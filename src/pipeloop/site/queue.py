"""The job queue: the only file that knows Procrastinate."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import module_has_submodule
from procrastinate import App
from procrastinate.contrib.django import app

from pipeloop.core import jobs


def register(queue: App) -> None:
    """Make every capability's job a task of the queue, periodic where it has a schedule."""
    for config in apps.get_app_configs():
        if config.name.startswith("pipeloop.") and module_has_submodule(config.module, "jobs"):
            import_module(f"{config.name}.jobs")
    for job in jobs.JOBS.values():
        _register(queue, job)
    jobs.defer_with(_defer)


def _register(queue: App, job: jobs.Job) -> None:
    if job.name in queue.tasks:
        return
    if not job.cron:
        queue.task(name=job.name, retry=False)(job.run)
        return

    def on_time(timestamp: int) -> None:
        job.run()

    queue.periodic(cron=job.cron)(queue.task(name=job.name, retry=False)(on_time))


def _defer(name: str, arguments: dict[str, Any]) -> None:
    # Written in the same transaction as the data: a job never runs for rows that
    # were rolled back, and rows never wait for a job that was lost.
    with transaction.atomic():
        app.tasks[name].defer(**arguments)
