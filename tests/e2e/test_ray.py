"""Ray on a cluster of two nodes, disturbed in mid-run, gives the records of one undisturbed process."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from ray_engine import PIDS, SLOW, busy, nodes, wait_for

from pipeline.batch import Outcome, Request, Result, run_batch
from pipeline.batch.arrow import line_of
from pipeline.batch.jobs import Job
from pipeline.batch.slices import slices

ROOT = Path(__file__).resolve().parents[2]
INTERVIEWS = 30
ROWS = 90  # of a table of three slices
ACTORS = 3  # one node of one CPU has room for two

ray = pytest.importorskip("ray", reason="ray is not installed: pip install 'entretiens[ray]'")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Ray's clusters of several nodes are of Linux"),
    # Ray's own: it leaves sockets and processes to the end of the program.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for number in range(INTERVIEWS):
        (tmp_path / f"in/{number:02}.txt").write_text(f"Question {number} ?", encoding="utf-8")
    return tmp_path


@pytest.fixture
def pids(tmp_path: Path) -> Path:
    """Return the folder where every process that did something leaves its number."""
    (tmp_path / "pids").mkdir()
    wait_for(1, tmp_path / "pids")
    return tmp_path / "pids"


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch, pids: Path) -> Iterator[Any]:
    """Return a cluster of one node of one CPU; `joined` adds the second."""
    from ray.cluster_utils import Cluster

    monkeypatch.setenv(PIDS, str(pids))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(map(str, (ROOT, ROOT / "tests"))))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    head = {"num_cpus": 1, "include_dashboard": False}
    both = Cluster(initialize_head=True, head_node_args=head)
    yield both
    both.shutdown()


@contextmanager
def joined(cluster: Any) -> Iterator[Any]:
    """Connect to the head node, then give a second node: so this process is never on the second."""
    from pipeline.batch.cluster import connected

    with connected(cluster.address):
        second = cluster.add_node(num_cpus=1)
        cluster.wait_for_nodes()
        yield second


def on_ray(cluster: Any, folder: Path, **hooks: Any) -> Result:
    with joined(cluster):
        return run_on_two(folder, actors=ACTORS, **hooks)


def run_on_two(folder: Path, *, actors: int, **hooks: Any) -> Result:
    from pipeline.batch.cluster import run_jobs

    request = Request(inputs=(folder / "in",), out=folder / "ray")
    return run_batch(request, engine=SLOW, workers=actors, runner=run_jobs, **hooks)


def in_one_process(folder: Path, name: str = "records.jsonl") -> bytes:
    """Return what an undisturbed process writes."""
    out = folder / "one"
    if not out.exists():
        run_batch(Request(inputs=(folder / "in",), out=out), engine=SLOW, workers=1)
    return (out / name).read_bytes()


def after(count: int, deed: Callable[[], object]) -> Callable[[Outcome], None]:
    """Return a hook that does something once, when `count` interviews are finished."""
    finished: list[Outcome] = []

    def told(outcome: Outcome) -> None:
        finished.append(outcome)
        if len(finished) == count:
            deed()

    return told


def kill_one(pids: Path, killed: list[int]) -> None:
    """Kill a process that is at an interview, as soon as there is one."""
    while not (found := busy(pids)):
        time.sleep(0.001)
    killed.append(min(found))
    os.kill(killed[0], signal.SIGKILL)


def test_two_nodes_give_the_records_of_one_process(cluster: Any, folder: Path, pids: Path) -> None:
    wait_for(ACTORS, pids)
    result = on_ray(cluster, folder)
    assert result.counts["written"] == INTERVIEWS
    assert len({*nodes(pids).values()}) == 2  # both worked
    assert (folder / "ray/records.jsonl").read_bytes() == in_one_process(folder)


def test_a_worker_killed_in_mid_run_costs_no_record(cluster: Any, folder: Path, pids: Path) -> None:
    wait_for(ACTORS, pids)
    killed: list[int] = []
    result = on_ray(cluster, folder, on_done=after(5, lambda: kill_one(pids, killed)))
    assert killed
    assert len(nodes(pids)) > ACTORS  # another process took its place
    assert result.counts["written"] == INTERVIEWS
    assert result.errors == ()
    assert (folder / "ray/records.jsonl").read_bytes() == in_one_process(folder)


def test_a_node_lost_in_mid_run_costs_no_record(cluster: Any, folder: Path, pids: Path) -> None:
    wait_for(2, pids)
    lost: list[int] = []
    with joined(cluster) as second:
        # Of two actors the first node has room for one, and for both once the second is lost.
        taken = room_taken()

        def lose() -> None:
            cluster.remove_node(second, allow_graceful=False)
            for process, node in nodes(pids).items():
                if not Path("/proc", str(node)).exists():
                    lost.append(process)
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(process, signal.SIGKILL)  # a machine takes all along
            ray.kill(taken)

        result = run_on_two(folder, actors=2, on_done=after(5, lose))
    assert lost
    assert result.counts["written"] == INTERVIEWS
    assert result.errors == ()
    assert (folder / "ray/records.jsonl").read_bytes() == in_one_process(folder)


def room_taken() -> Any:
    """Return an actor that takes a part of this process's node."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    class Nothing:
        def begun(self) -> bool:
            return True

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    actor = ray.remote(Nothing).options(num_cpus=0.3, scheduling_strategy=here).remote()
    assert ray.get(actor.begun.remote())
    return actor


def test_files_that_fail_or_kill_are_rows_and_cost_no_other(cluster: Any, folder: Path) -> None:
    for number, word in ((3, "!input"), (7, "!bug"), (11, "!dies")):
        (folder / f"in/{number:02}.txt").write_text(f"{word} ?", encoding="utf-8")
    result = on_ray(cluster, folder)
    assert [error.file for error in result.errors] == ["03.txt", "07.txt", "11.txt"]
    assert result.errors[2].error == "11.txt: the worker process ended with code 9, twice"
    assert result.counts["written"] == INTERVIEWS - 3
    assert (folder / "ray/records.jsonl").read_bytes().count(b"\n") == INTERVIEWS - 3


def test_a_stopped_run_goes_on_where_it_was(cluster: Any, folder: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on_ray(cluster, folder, on_done=after(7, stop))
    result = on_ray(cluster, folder)
    assert 6 <= result.counts["reused"] < INTERVIEWS
    assert (folder / "ray/records.jsonl").read_bytes() == in_one_process(folder)


# --- tables at an address ------------------------------------------------------------------------


@pytest.fixture
def tables(folder: Path) -> Path:
    """Return the folder with a JSONL and a Parquet table in it, and one row without a text."""
    import pyarrow as pa

    for path in (folder / "in").iterdir():
        path.unlink()
    rows = [{"id": f"r{number}", "text": f"Question {number} ?"} for number in range(120)]
    rows[10]["text"] = ""
    lines = "".join(json.dumps(row) + "\n" for row in rows[:60])
    (folder / "in/a.jsonl").write_text(lines, encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(rows[60:]), folder / "in/b.parquet")
    return folder


def to_url(cluster: Any, folder: Path, *, workers: int = 2) -> Result:
    from pipeline.batch.streaming import StreamRequest, run_to_url

    request = StreamRequest(inputs=((folder / "in").as_uri(),), out=(folder / "url").as_uri())
    with joined(cluster):
        return run_to_url(request, engine=SLOW, workers=workers)


def lines(folder: Path) -> list[str]:
    files = sorted((folder / "url/records").iterdir())
    return sorted(line_of(row) for file in files for row in pq.read_table(file).to_pylist())


def test_tables_at_an_address_become_parquet_though_a_worker_is_killed(
    cluster: Any, tables: Path, pids: Path
) -> None:
    killed: list[int] = []
    killer = threading.Thread(target=kill_one, args=(pids, killed))
    killer.start()
    result = to_url(cluster, tables)
    killer.join()
    assert killed
    assert [error.file for error in result.errors] == ["a.jsonl#11"]
    assert result.counts["written"] == 119
    assert lines(tables) == sorted(in_one_process(tables).decode().splitlines())
    errors = (tables / "url/errors.jsonl").read_bytes()
    assert errors == in_one_process(tables, "errors.jsonl")


def test_slices_that_are_there_are_not_done_again(cluster: Any, tables: Path) -> None:
    first = to_url(cluster, tables)
    before = {path: path.stat().st_mtime_ns for path in (tables / "url/records").iterdir()}
    [gone, *kept] = before
    gone.unlink()
    second = to_url(cluster, tables)
    assert second.counts["written"] == first.counts["written"] == 119
    assert 0 < second.counts["read"] < 119
    assert {path: path.stat().st_mtime_ns for path in kept} == {path: before[path] for path in kept}
    assert lines(tables) == sorted(in_one_process(tables).decode().splitlines())


def test_more_workers_than_tables_share_the_slices(cluster: Any, tables: Path, pids: Path) -> None:
    """Nobody is asked for who would have nothing to do: Ray warns of such workers."""
    (tables / "in/b.parquet").unlink()
    rows = [{"id": f"r{number}", "text": f"Question {number} ?"} for number in range(ROWS)]
    (tables / "in/a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    cuts = list(slices(Job("a.jsonl", row["id"], "a.jsonl") for row in rows))
    wait_for(len(cuts), pids)
    result = to_url(cluster, tables, workers=4)
    assert result.counts["written"] == ROWS
    assert len(nodes(pids)) == len(cuts) == 3
    assert lines(tables) == sorted(in_one_process(tables).decode().splitlines())


# --- the command, with the models --------------------------------------------------------------


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """Return a folder with six interviews in `in`."""
    (tmp_path / "in").mkdir()
    for copy in ("a", "b"):
        for sample in (ROOT / "tests/annotated/raw/dev").iterdir():
            (tmp_path / f"in/{copy}-{sample.name}").write_bytes(sample.read_bytes())
    return tmp_path


def command(folder: Path, out: str, *more: str) -> subprocess.CompletedProcess[str]:
    asked = ["run", str(folder / "in"), "--no-report", "--out", str(folder / out), *more]
    ended = subprocess.run(
        [sys.executable, "-m", "pipeline", *asked],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("6 records in")
    return ended


def same_as_one_process(folder: Path) -> None:
    command(folder, "one", "--workers", "1")
    for name in ("records.jsonl", "claims.parquet", "errors.jsonl"):
        assert (folder / "ray" / name).read_bytes() == (folder / "one" / name).read_bytes()


def test_the_command_with_the_models_gives_the_records_of_one_process(samples: Path) -> None:
    command(samples, "ray", "--engine", "ray", "--workers", "2")
    same_as_one_process(samples)


@pytest.fixture
def head(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return the address of a Ray of one CPU that was started by hand and asks for a token."""
    monkeypatch.setenv("RAY_AUTH_MODE", "token")
    monkeypatch.setenv("RAY_AUTH_TOKEN", secrets.token_hex(32))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    with tempfile.TemporaryDirectory(prefix="ray-") as folder:  # short: sockets lie in it
        port = free_port()
        asked = ["--head", "--block", "--num-cpus=1", "--include-dashboard=false"]
        asked += [f"--port={port}", f"--temp-dir={folder}"]
        with (
            Path(folder, "said").open("wb") as said,
            subprocess.Popen(
                [Path(sys.executable).with_name("ray"), "start", *asked],
                stdout=said,
                stderr=said,
                start_new_session=True,  # so that its processes end with it, and no others
            ) as process,
        ):
            try:
                yield begun(process, Path(folder, "said"), port)
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def begun(process: subprocess.Popen[bytes], said: Path, port: int) -> str:
    """Wait until a head answers; return its address."""
    end = time.monotonic() + 120
    while "Ray runtime started" not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < end, said.read_text()
        time.sleep(0.1)
    return f"127.0.0.1:{port}"


def test_the_command_works_on_a_cluster_that_runs_already(samples: Path, head: str) -> None:
    command(samples, "ray", "--engine", "ray", "--address", head)
    same_as_one_process(samples)


def test_a_cluster_that_wants_a_token_says_so(
    samples: Path, head: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    with pytest.raises(AssertionError, match="needs RAY_AUTH_MODE=token"):
        command(samples, "ray", "--engine", "ray", "--address", head)
