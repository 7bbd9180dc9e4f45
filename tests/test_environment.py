"""The files of the repository, and that the three lists of dependencies name the same versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from analysis import __version__

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
DIRECT = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
LAYOUT = [
    *("README.md", "LICENSE", "LICENSES.md", "CITATION.cff", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", ".ci/run"),
    *("environment.yml", "requirements.lock", "nbval_sanitize.cfg", "notebooks", "training/README.md", "reports/manifest.json"),
    *("data/raw/sources.csv", "data/gold", "data/codebook/topics.yml", "data/codebook/actors.yml", "data/codebook/events.yml"),
    *("src/analysis/data", "src/analysis/model/meta.json"),
]
LOCKED = dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", LOCK, re.MULTILINE))


@pytest.mark.parametrize("wanted", DIRECT, ids=lambda wanted: wanted.name)
def test_direct_dependencies_are_locked_and_the_same_for_conda(wanted: Requirement) -> None:
    version = LOCKED[wanted.name.lower()]
    assert wanted.specifier.contains(version)
    pip = next(part["pip"] for part in CONDA if isinstance(part, dict))
    assert f"{wanted.name}=={version}" in pip


def test_conda_names_nothing_else_and_the_same_pythons() -> None:
    pip = next(part["pip"] for part in CONDA if isinstance(part, dict))
    assert {line.split("==")[0] for line in pip} == {wanted.name for wanted in DIRECT} | {"-e ."}
    assert f"python{PROJECT['requires-python']}" in CONDA


def test_the_lock_has_a_hash_for_each_package_and_no_address() -> None:
    packages = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert len(packages) > 50
    assert all("--hash=sha256:" in package for package in packages)
    assert not re.search(r"://|--index|--extra-index|--find-links|file:", LOCK)


def test_versions_agree() -> None:
    assert PROJECT["version"] == __version__
    assert f"\nversion: {__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## {__version__} (" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", LAYOUT)
def test_the_layout(path: str) -> None:
    assert (ROOT / path).exists()


def test_no_path_of_a_machine_in_code_or_notebooks() -> None:
    home = re.compile(r"(/home/|/Users/|/tmp/|[A-Z]:\\\\)")
    files = [*ROOT.glob("src/analysis/**/*.py"), *ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("training/*.py")]
    assert [path.name for path in files if home.search(path.read_text(encoding="utf-8"))] == []
