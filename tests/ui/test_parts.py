"""Parts that hold other content."""

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from pipeloop.ui.templatetags.parts import Column, heading

CLIENT = Column("Client", "client")
MONEY = Column("Amount", "money", is_number=True)
PLAIN = Column("Owner")


def drawn(text: str, address: str = "/", **context: Any) -> str:
    request = RequestFactory().get(address)
    return Template("{% load parts %}" + text).render(Context({"request": request, **context}))


def test_a_card_shows_its_title_count_and_content() -> None:
    html = drawn("{% card title='Deals' count=1240 %}<p>{{ word }}</p>{% endcard %}", word="<i>")
    assert "Deals" in html
    assert "1,240" in html
    assert "<p>&lt;i&gt;</p>" in html


def test_a_card_without_a_title_has_no_head() -> None:
    assert "card-header" not in drawn("{% card %}<p>one</p>{% endcard %}")


def test_a_card_counts_nothing_as_nought() -> None:
    assert '<span class="card-count">0</span>' in drawn("{% card title='A' count=0 %}{% endcard %}")


@pytest.mark.parametrize(
    ("address", "query", "sorted_"),
    [
        ("/", "order=client", ""),
        ("/?order=money", "order=client", ""),
        ("/?order=client", "order=-client", "ascending"),
        ("/?order=-client", "order=client", "descending"),
        ("/?text=zarya&page=3&order=client", "text=zarya&order=-client", "ascending"),
    ],
)
def test_a_heading_turns_the_order_round_and_keeps_the_filters(
    address: str, query: str, sorted_: str
) -> None:
    made = heading(CLIENT, RequestFactory().get(address))
    assert (made.query, made.sorted) == (query, sorted_)


def test_a_heading_that_does_not_sort_is_no_link() -> None:
    html = drawn("{% table columns %}{% endtable %}", columns=[PLAIN])
    assert "<th scope=\"col\">Owner</th>" in html  # fmt: skip


def test_a_table_states_its_order_and_puts_numbers_at_the_right() -> None:
    html = drawn("{% table columns %}{% endtable %}", "/?order=-money", columns=[CLIENT, MONEY])
    assert '<th scope="col" class="num" aria-sort="descending">' in html
    assert html.count("aria-sort") == 1


def test_what_is_in_the_address_cannot_break_out_of_a_heading() -> None:
    html = drawn("{% table columns %}{% endtable %}", '/?text="><b>', columns=[CLIENT])
    assert "<b>" not in html


def test_progress_asks_again_only_while_there_is_something_to_ask() -> None:
    part = "{% include 'ui/parts/progress.html' with words='Loading' percent=5 url=url %}"
    assert 'hx-get="/again/"' in drawn(part, url="/again/")
    assert "hx-get" not in drawn(part, url="")
