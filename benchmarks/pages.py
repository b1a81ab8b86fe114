"""Server time of pages, through the whole of Django: middleware, queries, templates."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.deals import START, make
from pipeloop.conveyor.models import Deal
from pipeloop.process.models import Step

WARM_UP = 5


def report(sizes: Sequence[int], times: int) -> None:
    """Print a table of the sizes."""
    print(f"{'open deals':>10} {'page':<10} {'median ms':>10} {'95 % ms':>9} {'SQL':>5}")
    medians: dict[str, dict[int, float]] = {}
    for size in sizes:
        head = make(size)
        client = Client(headers={"host": "localhost"})
        client.force_login(head)
        for name, call in _calls(client, times).items():
            times_ms, statements = _measure(call, times)
            medians.setdefault(name, {})[size] = statistics.median(times_ms)
            median, p95 = statistics.median(times_ms), statistics.quantiles(times_ms, n=20)[-1]
            print(f"{size:>10,} {name:<10} {median:>10.1f} {p95:>9.1f} {statements:>5}")
    smallest, largest = min(sizes), max(sizes)
    for name, by_size in medians.items():
        ratio = by_size[largest] / by_size[smallest]
        print(f"{name}: {largest:,} takes {ratio:.2f} times {smallest:,}")


def _calls(client: Client, times: int) -> dict[str, Callable[[], HttpResponse]]:
    step, next_step = Step.objects.get(code=START), Step.objects.get(code="LD2")
    deals_to_move = iter(
        list(Deal.objects.filter(step=step).values_list("pk", flat=True)[: WARM_UP + 1 + times])
    )
    deal_id = Deal.objects.order_by("pk")[10].pk

    def move() -> HttpResponse:
        form = {"to": next_step.pk, "seen": 0, "board": "drag", "field:need_hypothesis": "Повод"}
        return client.post(
            f"/deals/{next(deals_to_move)}/move/", form, headers={"HX-Request": "true"}
        )

    return {
        "board": lambda: client.get("/board/lead_conversion/"),
        "list": lambda: client.get("/deals/"),
        "search": lambda: client.get("/find/?q=вектор 11"),
        "filtered": lambda: client.get("/deals/?text=маяк торг 7"),
        "deal": lambda: client.get(f"/deals/{deal_id}/"),
        "pulse": lambda: client.get("/"),
        "move": move,
    }


def _measure(call: Callable[[], HttpResponse], times: int) -> tuple[list[float], int]:
    for _warm in range(WARM_UP):
        _check(call())
    with CaptureQueriesContext(connection) as captured:
        _check(call())
    statements = len(captured)  # the next request clears the log that this reads
    times_ms = []
    for _call in range(times):
        started = time.perf_counter()
        response = call()
        times_ms.append((time.perf_counter() - started) * 1000)
        _check(response)
    return times_ms, statements


def _check(response: HttpResponse) -> None:
    if response.status_code != 200:
        raise RuntimeError(f"{response.status_code}: {response.content[:300]!r}")
