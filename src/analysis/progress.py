"""How far a long run is: count, rate, time left and failures, in a terminal or a notebook; nothing is printed elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any


def is_watched() -> bool:
    """Whether a person can see the progress: in a terminal, or in a notebook that runs in a browser."""
    shell = sys.modules.get("IPython")
    in_notebook = shell is not None and type(shell.get_ipython()).__name__ == "ZMQInteractiveShell"
    return in_notebook or sys.stdout.isatty()


class Progress:
    """The articles that are done, in one line that moves.

    Parameters
    ----------
    count
        Tells how many articles there are in all; asked only where somebody watches, as counting reads every file once.
    """

    def __init__(self, count: Callable[[], int]) -> None:
        self._bar: Any = None
        self._failed = 0
        if is_watched():
            from tqdm.auto import tqdm

            self._bar = tqdm(total=count(), unit=" articles", file=sys.stdout, dynamic_ncols=True)

    def done(self, *, failed: bool = False) -> None:
        """One article more is done."""
        self._failed += failed
        if self._bar is not None:
            self._bar.set_postfix(failed=self._failed, refresh=False)
            self._bar.update()

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
