"""The job queue: the only file that knows Procrastinate."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.utils.module_loading import module_has_submodule
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from pipeloop.core import jobs
from pipeloop.site.schema import require_generation

# Jobs wait for the database more than they compute.
CONCURRENCY = 2
# Longer than a person waits after Ctrl C; a job that is cut off is retried at the next start.
GRACE_SECONDS = 10


def register(queue: App) -> None:
    """Make every capability's job a task of the queue, periodic where it has a schedule."""
    for config in apps.get_app_configs():
        if config.name.startswith("pipeloop.") and module_has_submodule(config.module, "jobs"):
            import_module(f"{config.name}.jobs")
    for job in jobs.JOBS.values():
        _register(queue, job)
    if "site.retry_stalled" not in queue.tasks:
        name = "site.retry_stalled"
        as_task = queue.task(name=name, pass_context=True, queueing_lock=name)
        queue.periodic(cron="* * * * *")(as_task(_retry_stalled))
    jobs.defer_with(_defer)


def _register(queue: App, job: jobs.Job) -> None:
    if job.name in queue.tasks:
        return
    if not job.cron:
        queue.task(name=job.name, retry=False)(job.run)
        return

    def run_scheduled(timestamp: int | None = None) -> None:
        """Run it; only the schedule passes a timestamp."""
        job.run()

    queue.periodic(cron=job.cron)(queue.task(name=job.name, retry=False)(run_scheduled))


async def _retry_stalled(context: JobContext, timestamp: int) -> None:
    """Retry the jobs of a killed worker, which sends no heartbeat any more."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


def _defer(name: str, arguments: dict[str, Any]) -> None:
    # Written in the same transaction as the data: a job never runs for rows that
    # were rolled back, and rows never wait for a job that was lost.
    with transaction.atomic():
        app.tasks[name].defer(**arguments)


def work(*, until_empty: bool = False) -> None:
    """Run jobs, each as soon as it is asked for, until SIGINT or SIGTERM.

    Args:
        until_empty: return when no job is left to do.

    Raises:
        OtherGeneration: the tables are not those that this build works on.
    """
    with connection.cursor() as cursor:
        require_generation(cursor)
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the queue is not the one of Django")
    # Listens on a connection of its own; Django's own are made for one request each.
    with app.replace_connector(connector.get_worker_connector()) as queue:
        queue.run_worker(
            concurrency=CONCURRENCY,
            wait=not until_empty,
            delete_jobs="successful",
            shutdown_graceful_timeout=GRACE_SECONDS,
        )
