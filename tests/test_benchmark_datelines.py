"""The benchmark of datelines: what it counts, on invented leads."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import datelines

LEADS = [
    {"text": "LISBON, March 7 - The ferry company said it had sold three boats to a yard in the north.", "dateline": "LISBON, March 7 -"},
    {"text": "lisbon, march 8 - The ferry company said it had sold no boat at all to the yard.", "dateline": "lisbon, march 8 -"},
]


def printed(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    monkeypatch.setattr("sys.argv", ["benchmarks/datelines.py", str(folder), *more])
    datelines.main()
    return capsys.readouterr().out


def test_it_counts_datelines_that_are_found_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "leads.jsonl").write_text("\n".join(map(json.dumps, LEADS)), encoding="utf-8")
    lines = [line.split() for line in printed(tmp_path, monkeypatch, capsys, "--show", "5").splitlines()]
    assert lines[0] == ["2", "leads"]
    assert lines[1][:2] == ["exact", "1"]
    assert lines[3][:2] == ["missed", "1"]
    assert lines[-1] == ["coded", "'lisbon,", "march", "8", "-',", "found", "None"]


def test_a_folder_without_leads_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="no \\*\\.jsonl"):
        printed(tmp_path, monkeypatch, capsys)


def test_datelines_of_real_leads(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    folder = os.environ.get("ANALYSIS_DATELINES")
    if not folder:
        pytest.skip("ANALYSIS_DATELINES names no folder of leads with coded datelines")
    exact = printed(Path(folder), monkeypatch, capsys).splitlines()[1]
    assert float(exact.split()[-2]) >= 99
