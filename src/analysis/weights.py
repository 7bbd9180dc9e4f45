"""Where the carried weights lie, and what their parts are called; loads none of them."""

from __future__ import annotations

from pathlib import Path

MODEL = Path(__file__).parent / "model"
LIKENESS = MODEL / "likeness"
# The two components that read attributions; a pipeline holds one of them.
LIGHT, EXACT = "attribution", "attribution_reader"
PIECES = MODEL / EXACT / "vocab.txt"
