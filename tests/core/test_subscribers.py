"""A lower capability calls functions of higher ones without knowing them."""

import pytest

from pipeloop.core.subscribers import Subscribers


def test_functions_are_called_in_order_and_answer() -> None:
    asked: Subscribers[[int], int] = Subscribers()
    asked.add(lambda number: number + 1)
    asked.add(lambda number: number * 2)
    assert asked.call(5) == [6, 10]


def test_a_function_that_is_there_is_not_added_twice() -> None:
    calls: list[str] = []
    subscribers: Subscribers[[str], None] = Subscribers()
    subscribers.add(calls.append)
    subscribers.add(calls.append)
    subscribers.call("once")
    assert calls == ["once"]


def test_a_function_that_was_removed_is_not_called() -> None:
    calls: list[str] = []
    subscribers: Subscribers[[str], None] = Subscribers()
    subscribers.add(calls.append)
    subscribers.remove(calls.append)
    assert subscribers.call("never") == []
    assert calls == []


def test_a_failure_reaches_the_caller() -> None:
    def fail() -> None:
        raise RuntimeError("the disk is full")

    subscribers: Subscribers[[], None] = Subscribers()
    subscribers.add(fail)
    with pytest.raises(RuntimeError, match="full"):
        subscribers.call()
