"""Makes tables in a process of its own, of the study that the environment names: python -m analysis.making MODULE [OPTIONS]."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any

from analysis import engines, sources
from analysis.engines import Engine, EngineLost
from analysis.study import Study


def main(arguments: Sequence[str]) -> None:
    """Let `run` of a module make its tables; a fault that the researcher can mend ends the process with one message.

    What does not fit between the raw texts and their sources.csv is told once, where they are extracted.
    """
    parser = argparse.ArgumentParser(prog="analysis.making")
    parser.add_argument("module", choices=("batches", "corrections", "comparison"))
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--screen", action="store_true")
    parser.add_argument("--retry", action="store_true")
    parser.add_argument("--engine", choices=engines.NAMES, default="local")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--scheduler")
    options = parser.parse_args(arguments)
    study = Study.locate()
    more: dict[str, Any] = {}
    try:
        if options.module == "batches":
            engine = Engine(options.engine, options.workers, options.scheduler)
            more = {"light": options.light, "screen": options.screen, "retry": options.retry, "engine": engine}
            for line in sources.faults(study.raw) if not study.raw.is_file() else ():
                print(f"{'':<14} {line}", flush=True)
        if options.module == "corrections":
            more = {"folder": study.corrections, "say": lambda line: print(f"{'':<14} {line}", flush=True)}
        module = importlib.import_module(f"analysis.{options.module}")
        module.run(study.raw, study.processed, study.codebook, reading=study.reading, **more)
    except (ValueError, OSError, EngineLost) as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main(sys.argv[1:])
