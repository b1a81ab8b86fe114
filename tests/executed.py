"""A run that executed no test fails: skipping everything proves nothing.

Loaded as a plugin by `make test`.
"""

import pytest

NOTHING_RUN = 5


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn a green run without a passed test into a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if hasattr(session.config, "workerinput") or reporter is None:
        return
    if exitstatus == 0 and not reporter.stats.get("passed"):
        session.exitstatus = NOTHING_RUN
