"""Many articles in several processes, on Dask, killed and resumed: the tables are those of one undisturbed process."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from analysis import engines, parts
from analysis.engines import Engine

pytestmark = pytest.mark.model
ROOT = Path(__file__).parents[1]
SEED = 20
KILLS = 2
ARTICLES = 40
SENTENCES = (
    "The harbour master said on Monday that the ferry would stay in port.",
    "“We will not pay,” the mayor told reporters.",
    "Anna Keller, the transport minister, denied that the ferry was unsafe.",
    "The line was opened in 1998 and carries mail.",
    "Critics accused the company of hiding the report; the company rejected that.",
    "According to the council, the bridge will be closed until May.",
)


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles of invented sentences, as records, and one that cannot be read."""
    choose = random.Random(SEED)
    path = tmp_path_factory.mktemp("raw") / "news.jsonl"
    texts = ["\n\n".join(" ".join(choose.choices(SENTENCES, k=4)) for _ in range(choose.randint(2, 10))) for _ in range(ARTICLES)]
    records = [{"text": text, "outlet": f"Outlet {i % 3}", "published": "2024-05-06"} for i, text in enumerate([*texts, " "])]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def undisturbed(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The tables as one process makes them without a break."""
    folder = tmp_path_factory.mktemp("undisturbed")
    assert extract(raw, folder).wait() == 0
    found = made(folder)
    assert {f"{name}.parquet" for name in parts.EXTRACTED} <= found.keys()
    return found


def extract(raw: Path, processed: Path, *options: str) -> subprocess.Popen[str]:
    """The command, begun in a process group of its own, so that it can be killed with its workers."""
    command = [sys.executable, "-m", "analysis", "extract", str(raw), "--processed", str(processed), "--light", *options]
    command += ["--codebook", str(ROOT / "data" / "codebook")]
    with told_in(processed).open("w") as file:
        return subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL, stderr=file, encoding="utf-8")


def told_in(processed: Path) -> Path:
    """Where the command says what went wrong."""
    return processed.with_name(f"{processed.name}.told")


def made(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def finished(folder: Path) -> int:
    """How many articles have their rows."""
    return len(list((folder / parts.FOLDER).glob("[0-9a-f][0-9a-f]/*.json")))


def test_two_processes_make_the_tables_of_one(raw: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    assert extract(raw, tmp_path, "--workers", "2").wait() == 0
    assert made(tmp_path) == undisturbed


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_killed_at_any_moment_goes_on_where_it_was(workers: str, raw: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    choose = random.Random(f"{SEED} {workers}")
    for _ in range(KILLS):
        before = finished(tmp_path)
        run = extract(raw, tmp_path, "--workers", workers)
        target, deadline = before + choose.randint(1, ARTICLES // (KILLS + 1)), time.monotonic() + 120
        while finished(tmp_path) < target and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
        assert before < finished(tmp_path) <= ARTICLES + 1
    assert extract(raw, tmp_path, "--workers", workers).wait() == 0
    assert made(tmp_path) == undisturbed
    assert finished(tmp_path) == ARTICLES + 1


def test_a_worker_that_is_killed_is_told_and_what_was_done_is_kept(raw: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    run = extract(raw, tmp_path, "--workers", "2")
    while finished(tmp_path) < 3:
        time.sleep(0.01)
    os.kill(workers_of(run.pid)[-1], signal.SIGKILL)
    assert run.wait() == 1
    told = told_in(tmp_path).read_text()
    assert "a process of the extraction was killed; what is done is kept" in told
    assert "Traceback" not in told
    assert finished(tmp_path) >= 3
    assert extract(raw, tmp_path).wait() == 0
    assert made(tmp_path) == undisturbed


def workers_of(pid: int) -> list[int]:
    """The processes that hold a language pipeline: children of the command that were spawned for work."""
    return [child.pid for child in psutil.Process(pid).children() if "spawn_main" in " ".join(child.cmdline())]


# On Dask


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers as processes on this machine: its address, and these three processes."""
    address = f"tcp://127.0.0.1:{free_port()}"
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder, "start_new_session": True}
    dask = [sys.executable, "-m", "distributed.cli"]
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
    worker = [*dask[:2], "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--death-timeout", "20"]
    started = [subprocess.Popen([*scheduler, "--no-dashboard"], **common)]  # type: ignore[call-overload]
    started += [subprocess.Popen([*worker, "--name", str(number)], **common) for number in range(2)]  # type: ignore[call-overload]
    try:
        yield address, started
    finally:
        for process in started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.mark.slow
def test_dask_loses_a_worker_and_then_its_scheduler_and_the_tables_are_those_of_one_process(
    raw: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    processed = tmp_path / "processed"
    with cluster(tmp_path) as (address, (scheduler, worker, _)):
        run = extract(raw, processed, "--engine", "dask", "--scheduler", address)
        wait_for(processed, 3, run)
        os.killpg(worker.pid, signal.SIGKILL)
        wait_for(processed, finished(processed) + 3, run)
        os.killpg(scheduler.pid, signal.SIGKILL)
        assert run.wait(timeout=120) == 1
        assert "the Dask scheduler does not answer; what is done is kept" in told_in(processed).read_text()
    done = finished(processed)
    assert 6 <= done < ARTICLES + 1
    with cluster(tmp_path) as (address, _):
        assert extract(raw, processed, "--engine", "dask", "--scheduler", address).wait() == 0
    assert made(processed) == undisturbed


def wait_for(folder: Path, number: int, run: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while finished(folder) < number:
        assert run.poll() is None, told_in(folder).read_text()
        assert time.monotonic() < deadline, f"{finished(folder)} of {number} after two minutes"
        time.sleep(0.02)


DEADLY = """
import os, signal
from analysis.extraction import Extractor
rows = Extractor.rows
def deadly(self, article):
    if article.article_id == os.environ["DEADLY"]:
        os.kill(os.getpid(), signal.SIGKILL)
    return rows(self, article)
Extractor.rows = deadly
"""


@pytest.mark.slow
def test_an_article_that_kills_each_dask_worker_that_takes_it_is_told_and_the_run_goes_on_from_there(
    raw: Path, undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    processed, deadly = tmp_path / "processed", tmp_path / "deadly"
    deadly.mkdir()
    (deadly / "sitecustomize.py").write_text(DEADLY)  # Python runs it where a process starts, workers included
    with monkeypatch.context() as here:
        here.setenv("PYTHONPATH", os.pathsep.join([str(deadly), *filter(None, [os.environ.get("PYTHONPATH")])]))
        here.setenv("DEADLY", f"news-{ARTICLES}")
        here.setenv("DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES", "1")
        run = extract(raw, processed, "--engine", "dask", "--workers", "2")
        assert run.wait(timeout=600) == 1
    told = told_in(processed).read_text()
    assert "some articles ended one Dask worker after the other; what is done is kept: give workers more memory" in told
    assert "Traceback" not in told
    done = finished(processed)
    assert 0 < done < ARTICLES + 1
    assert not list(processed.glob("*.parquet"))
    assert extract(raw, processed).wait() == 0
    assert made(processed) == undisturbed


# What is asked for


@pytest.mark.parametrize(
    ("name", "workers", "scheduler", "says"),
    [
        ("spark", 1, None, "there is no engine 'spark'; allowed: local, dask"),
        ("local", 0, None, "needs one worker or more"),
        ("local", 1, "tcp://10.0.0.1:8786", "choose the engine dask"),
    ],
)
def test_an_engine_that_cannot_be_is_told(name: str, workers: int, scheduler: str | None, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Engine(name, workers, scheduler)


def test_items_are_taken_only_as_fast_as_they_are_worked_on() -> None:
    taken: list[int] = []
    results = engines.each(Engine("local", 2), abs, (taken.append(i) or -i for i in range(100)))
    assert next(results) >= 0
    assert len(taken) <= 10
    assert sorted(results) == sorted(range(100))[-99:] or len(taken) == 100
