"""Makes tables in a process of its own, of the study that the environment names: python -m analysis.making MODULE [--light]."""

from __future__ import annotations

import importlib
import sys

from analysis import sources
from analysis.study import Study


def main(module: str, *options: str) -> None:
    """Let `run` of a module make its tables; a fault that the researcher can mend ends the process with one message.

    What does not fit between the raw texts and their sources.csv is told once, where they are extracted.
    """
    study = Study.locate()
    more = {"light": True} if "--light" in options else {}
    try:
        for line in sources.faults(study.raw) if module == "extraction" and not study.raw.is_file() else ():
            print(f"{'':<14} {line}", flush=True)
        importlib.import_module(f"analysis.{module}").run(study.raw, study.processed, study.codebook, reading=study.reading, **more)
    except (ValueError, OSError) as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main(*sys.argv[1:])
