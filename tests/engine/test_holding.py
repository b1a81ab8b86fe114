"""Which step holds most."""

from pipeloop.engine.holding import StepLoad, rank_by_load


def test_the_step_with_most_money_for_the_longest_time_holds_most() -> None:
    ranking = rank_by_load([StepLoad(50, 10), StepLoad(1, 900), StepLoad(8, 30)])
    assert (ranking.order, ranking.by_money) == ((1, 2, 0), True)
    assert ranking.weights == (10, 900, 30)


def test_where_no_amount_is_known_time_alone_counts() -> None:
    ranking = rank_by_load([StepLoad(5, 0), StepLoad(50, 0)])
    assert (ranking.order, ranking.by_money) == ((1, 0), False)


def test_of_equal_steps_the_earlier_one_is_first() -> None:
    assert rank_by_load([StepLoad(5, 0), StepLoad(5, 0)]).order == (0, 1)


def test_nothing_is_ranked_as_nothing() -> None:
    assert rank_by_load([]).order == ()
