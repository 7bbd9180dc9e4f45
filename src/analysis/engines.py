"""Where work is done: in this process, in several of this machine, or by the workers of a Dask cluster."""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
NAMES = ("local", "dask")
_AHEAD = 3  # pieces of work that wait for each worker; more would pile up in memory, fewer would let it wait


class EngineLost(RuntimeError):
    """Workers, or the scheduler, are gone; what was done until then is kept."""


@dataclass(frozen=True)
class Engine:
    """How work is shared out.

    Attributes
    ----------
    name
        "local": processes of this machine; "dask": workers of a Dask cluster.
    workers
        How many of them; one of the local engine is this process itself. Not used where a scheduler is named.
    scheduler
        Address of a running Dask scheduler, as "tcp://10.0.0.1:8786"; without it the dask engine starts a cluster on this machine. Its
        workers need this package in the same version and the folders of the study under the same names.
    """

    name: str = "local"
    workers: int = 1
    scheduler: str | None = None

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise ValueError(f"there is no engine {self.name!r}; allowed: {', '.join(NAMES)}")
        if self.workers < 1:
            raise ValueError(f"an engine needs one worker or more, not {self.workers}")
        if self.scheduler and self.name != "dask":
            raise ValueError("a scheduler is named, but the engine is local: choose the engine dask")


def each(engine: Engine, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """What `work` makes of each item, in the order in which it is done.

    Items are taken from their iterator only as fast as they are worked on. With more than one worker, `work` and the items travel to
    other processes, so both must be small and picklable: names of files rather than what is in them.

    Raises
    ------
    EngineLost
        Where a process of the local engine was killed, the connection to the Dask scheduler is lost, or a piece of work ended one Dask
        worker after the other. A single Dask worker that dies is no fault: its work is given to another.
    """
    if engine.name == "dask":
        return _on_dask(engine, work, items)
    return map(work, items) if engine.workers == 1 else _in_processes(engine, work, items)


def _in_processes(engine: Engine, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    left = iter(items)
    with ProcessPoolExecutor(engine.workers, multiprocessing.get_context("spawn")) as pool:
        running: set[Future[Result]] = {pool.submit(work, item) for item in islice(left, engine.workers * _AHEAD)}
        try:
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
                    running |= {pool.submit(work, item) for item in islice(left, 1)}
        except BrokenProcessPool:
            advice = "what is done is kept: run the same command again, with fewer workers if memory ran out"
            raise EngineLost(f"a process of the extraction was killed; {advice}") from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _on_dask(engine: Engine, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    distributed: Any = importlib.import_module("distributed")  # slow to import, and needed for this engine only; without types
    lost = "the Dask scheduler does not answer; what is done is kept: see that it runs, and run the same command again"
    left = iter(items)
    local: Any = None
    if not engine.scheduler:
        local = distributed.LocalCluster(n_workers=engine.workers, threads_per_worker=1, processes=True, dashboard_address=None)
    try:
        with distributed.Client(engine.scheduler or local, set_as_default=False) as client:
            ahead = _AHEAD * max(engine.workers, sum(client.nthreads().values()))
            waiting = distributed.as_completed(
                loop=client.loop, futures=[client.submit(work, item, pure=False) for item in islice(left, ahead)]
            )
            for future in waiting:
                yield future.result()
                for item in islice(left, 1):
                    waiting.add(client.submit(work, item, pure=False))
    except distributed.KilledWorker as fault:
        advice = "what is done is kept: give workers more memory, and run the same command again"
        raise EngineLost(f"some articles ended one Dask worker after the other; {advice}") from fault
    except (CancelledError, distributed.CancelledError, distributed.comm.CommClosedError, OSError, TimeoutError) as fault:
        raise EngineLost(f"{lost} ({type(fault).__name__})") from fault
    finally:
        if local is not None:
            local.close()
