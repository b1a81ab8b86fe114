"""`pipeloop up`, as a person at a terminal meets it."""

import os
import signal
import socket
import time
from pathlib import Path

import psutil
import pytest

from tests.site import running

pytestmark = pytest.mark.xdist_group("up")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that the tests of this file use one after another, as a person would."""
    return tmp_path_factory.mktemp("installation") / "data"


def servers_of(data: Path) -> list[psutil.Process]:
    """The PostgreSQL servers that run over this data folder."""
    wanted = str(data / "postgres")
    return [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and wanted in (process.info["cmdline"] or [])
    ]


def gone(processes: list[psutil.Process]) -> bool:
    """Whether all of these have ended, waiting a while for it."""
    _ended, alive = psutil.wait_procs(processes, timeout=40)
    return all(process.status() == psutil.STATUS_ZOMBIE for process in alive)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_site_leaves_no_process_and_exits_with_0(data: Path, number: int) -> None:
    with running.site(data) as site:
        children = psutil.Process(site.process.pid).children(recursive=True)
        servers = servers_of(data)
        code, output = site.stop(number)
    assert servers
    assert children
    assert (code, "Stopped. The data is kept." in output) == (0, True)
    assert gone(children + servers)


def test_ctrl_c_reaches_every_process_and_none_of_them_complains(data: Path) -> None:
    with running.site(data) as site:
        children = psutil.Process(site.process.pid).children(recursive=True)
        # A terminal sends the signal to the whole group, not to the parent alone.
        os.killpg(site.process.pid, signal.SIGINT)
        _output, errors = site.process.communicate(timeout=running.PATIENCE_SECONDS)
    assert site.process.returncode == 0
    assert "Traceback" not in errors
    assert gone(children)


def test_the_first_start_says_where_to_make_the_first_account(data: Path) -> None:
    with running.site(data) as site:
        _code, output = site.stop()
    assert f"http://localhost:{site.port}/setup/" in output


def test_a_second_start_is_quick_and_prepares_nothing(data: Path) -> None:
    with running.site(data) as site:
        site.stop()
    began = time.monotonic()
    with running.site(data) as site:
        seconds = time.monotonic() - began
        _code, output = site.stop()
    assert "Preparing" not in output
    assert seconds < 15


def test_what_was_written_is_there_after_a_restart(data: Path) -> None:
    with running.site(data):
        pass
    added = running.run(
        *("user", "add", "--email", "kira@example.com", "--name", "Kira", "--role", "owner"),
        *("--data", data),
        text="long enough a secret\n",
    )
    assert added.returncode == 0, added.stderr
    with running.site(data) as site:
        _code, output = site.stop()
    assert "Sign in with your own account." in output


def test_a_killed_site_takes_its_children_along_and_starts_again(data: Path) -> None:
    with running.site(data) as site:
        children = psutil.Process(site.process.pid).children(recursive=True)
        site.process.kill()
        site.process.wait()
    assert gone(children)
    with running.site(data) as again:
        servers = servers_of(data)
        code, _output = again.stop()
    assert code == 0
    # The one that the killed site has left was taken over, and is stopped like one's own.
    assert gone(servers)
    assert not servers_of(data)


def test_a_site_and_a_database_killed_together_start_again(data: Path) -> None:
    with running.site(data) as site:
        for process in (psutil.Process(site.process.pid), *servers_of(data)):
            process.kill()
        site.process.wait()
    with running.site(data) as again:
        code, _output = again.stop()
    assert code == 0


def test_a_note_of_a_server_whose_number_another_process_has_is_not_believed(data: Path) -> None:
    with running.site(data):
        pass
    note = data / "postgres" / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{data}/postgres\n1\n5432\n{data}/postgres\n\n1 1\nready\n")
    with running.site(data) as again:
        code, _output = again.stop()
    assert code == 0


def test_a_second_site_on_the_same_data_is_refused(data: Path) -> None:
    with running.site(data):
        second = running.run("up", "--port", "0", "--no-demo", "--data", data)
    assert second.returncode == 2
    assert second.stderr == f"pipeloop: Pipeloop is already running on the data folder {data}.\n"


def test_a_taken_port_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = running.run("up", "--port", str(port), "--data", tmp_path / "data")
    assert refused.returncode == 2
    assert refused.stderr == f"pipeloop: Port {port} is taken. Choose another one with --port.\n"
    assert not (tmp_path / "data").exists()


def test_an_impossible_port_is_refused(tmp_path: Path) -> None:
    refused = running.run("up", "--port", "70000", "--data", tmp_path)
    assert refused.returncode == 2
    assert refused.stderr == "pipeloop: There is no port 70000: ports go from 0 to 65535.\n"


def test_an_unwritable_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    folder = tmp_path / "file" / "data"
    refused = running.run("up", "--port", "0", "--data", folder)
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"pipeloop: The data folder {folder} cannot be written to:")
    assert refused.stderr.count("\n") == 1


def test_an_unreachable_database_is_refused(tmp_path: Path) -> None:
    url = f"postgresql://someone:secret@127.0.0.1:{running.free_port()}/none"
    refused = running.run("up", "--port", "0", "--data", tmp_path, DATABASE_URL=url)
    assert refused.returncode == 2
    assert refused.stderr.startswith("pipeloop: The database does not answer:")
    assert refused.stderr.count("\n") == 1
    assert "secret" not in refused.stderr


@pytest.mark.parametrize("url", ["nonsense", "mysql://root:secret@localhost/db"])
def test_an_address_of_no_database_is_refused(tmp_path: Path, url: str) -> None:
    refused = running.run("up", "--port", "0", "--data", tmp_path, DATABASE_URL=url)
    assert refused.returncode == 2
    words = "pipeloop: DATABASE_URL is not the address of a PostgreSQL database.\n"
    assert refused.stderr == words
