"""Nothing grows past what a person takes in at once."""

from collections import Counter
from statistics import median, quantiles

import pytest

from tests.architecture import tree


def test_source_files_stay_small() -> None:
    sizes = {tree.name(path): tree.lines(path) for path in tree.python()}
    written = [size for size in sizes.values() if size > 1]
    middle, nine_in_ten = median(written), quantiles(written, n=10)[-1]
    print(f"source files: {len(written)}, median {middle}, nine in ten under {nine_in_ten:.0f}")
    assert {name: size for name, size in sizes.items() if size > 400} == {}
    assert middle <= 100
    assert nine_in_ten <= 250


def test_functions_stay_short() -> None:
    sizes = {
        f"{tree.name(path)}:{function}": size
        for path in tree.python()
        for function, size in tree.functions(path)
    }
    middle = median(sizes.values())
    print(f"functions: {len(sizes)}, median {middle}")
    assert {name: size for name, size in sizes.items() if size > 50} == {}
    # The house aims at 8; the bound leaves room for one line of a signature.
    assert middle <= 9


def test_folders_stay_readable_at_a_glance() -> None:
    folders = Counter(path.parent for path in tree.python())
    assert {tree.name(folder): files for folder, files in folders.items() if files > 25} == {}


@pytest.mark.parametrize(("kind", "most"), [("templates", 200), ("islands", 250)])
def test_templates_and_islands_stay_small(kind: str, most: int) -> None:
    files = tree.templates() if kind == "templates" else tree.islands()
    sizes = {tree.name(path): tree.lines(path) for path in files}
    assert sizes, f"no {kind} were found"
    print(f"{kind}: {len(sizes)}, median {median(sizes.values())}")
    assert {name: size for name, size in sizes.items() if size >= most} == {}
