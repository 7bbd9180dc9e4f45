"""Makes tables in a process of its own, of the study that the environment names: python -m analysis.making MODULE [--light]."""

from __future__ import annotations

import importlib
import sys

from analysis.study import Study


def main(module: str, *options: str) -> None:
    """Let `run` of a module make its tables; a fault that the researcher can mend ends the process with one message."""
    study = Study.locate()
    more = {"light": True} if "--light" in options else {}
    try:
        importlib.import_module(f"analysis.{module}").run(study.raw, study.processed, study.codebook, reading=study.reading, **more)
    except (ValueError, OSError) as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main(*sys.argv[1:])
