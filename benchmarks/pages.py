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
            spent, statements = _measure(call, times)
            medians.setdefault(name, {})[size] = statistics.median(spent)
            half, high = statistics.median(spent), statistics.quantiles(spent, n=20)[-1]
            print(f"{size:>10,} {name:<10} {half:>10.1f} {high:>9.1f} {statements:>5}")
    least, most = min(sizes), max(sizes)
    for name, by_size in medians.items():
        print(f"{name}: {most:,} takes {by_size[most] / by_size[least]:.2f} times {least:,}")


def _calls(client: Client, times: int) -> dict[str, Callable[[], HttpResponse]]:
    here, there = Step.objects.get(code=START), Step.objects.get(code="LD2")
    waiting = iter(
        list(Deal.objects.filter(step=here).values_list("pk", flat=True)[: WARM_UP + 1 + times])
    )
    some = Deal.objects.order_by("pk")[10].pk

    def move() -> HttpResponse:
        form = {"to": there.pk, "seen": 0, "board": "drag", "field:need_hypothesis": "Повод"}
        return client.post(f"/deals/{next(waiting)}/move/", form, headers={"HX-Request": "true"})

    return {
        "board": lambda: client.get("/board/lead_conversion/"),
        "list": lambda: client.get("/deals/"),
        "search": lambda: client.get("/find/?q=вектор 11"),
        "filtered": lambda: client.get("/deals/?text=маяк торг 7"),
        "deal": lambda: client.get(f"/deals/{some}/"),
        "pulse": lambda: client.get("/"),
        "move": move,
    }


def _measure(call: Callable[[], HttpResponse], times: int) -> tuple[list[float], int]:
    for _warm in range(WARM_UP):
        _check(call())
    with CaptureQueriesContext(connection) as captured:
        _check(call())
    statements = len(captured)  # the next request clears the log that this reads
    spent = []
    for _time in range(times):
        began = time.perf_counter()
        response = call()
        spent.append((time.perf_counter() - began) * 1000)
        _check(response)
    return spent, statements


def _check(response: HttpResponse) -> None:
    if response.status_code != 200:
        raise RuntimeError(f"{response.status_code}: {response.content[:300]!r}")
