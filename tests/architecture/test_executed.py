"""A run that executed no test fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import tree

ONE = "import pytest\n\n\ndef test_something():\n    {body}\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [("assert True", 0), ("pytest.skip('not here')", 5), ("assert False", 1)],
)
@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_run_is_green_only_if_a_test_has_passed(
    tmp_path: Path, body: str, code: int, workers: str
) -> None:
    (tmp_path / "test_one.py").write_text(ONE.format(body=body))
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    arguments = ["-p", "xdist", "-p", "tests.executed", "-n", workers, "--rootdir", "."]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments, str(tmp_path / "test_one.py")],
        cwd=tree.ROOT,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == code, done.stdout.decode()
