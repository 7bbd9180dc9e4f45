"""A study with all that its build read and made as an RO-Crate, the form in which archives of research data describe a folder."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from analysis import __version__, sources, whole
from analysis.manifest import Manifest
from analysis.study import Study

CONTEXT, PROFILE = "https://w3id.org/ro/crate/1.1/context", "https://w3id.org/ro/crate/1.1"
METADATA = "ro-crate-metadata.json"
_SOFTWARE = "#who-said-what"
_MEDIA = {
    ".csv": "text/csv",
    ".cff": "text/yaml",
    ".html": "text/html",
    ".htm": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".lock": "text/plain",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".yml": "application/yaml",
}

Entity = dict[str, Any]


class NotBuilt(ValueError):
    """A study that was not built, or is no longer as its build left it."""


def write(study: Study, folder: Path, *, published: str | None = None, licence: str | None = None) -> list[Path]:
    """Copy what the last build of a study read and made into a folder, with `ro-crate-metadata.json`, which describes it.

    Raw texts are copied as well: hold back the folder where they may not be passed on, or share a release instead.

    Parameters
    ----------
    study
        A study with reports/manifest.json.
    folder
        Where to write; new, empty or an earlier crate.
    published, licence
        Day (ISO) and licence of the crate; else as CITATION.cff beside the notebooks states them. A crate must have a day, and no clock
        is asked for it.

    Returns
    -------
    The files written, the description first, then in order of names.

    Raises
    ------
    NotBuilt
        Where there is no manifest, or a file is missing or other than the manifest says.
    ValueError
        Where no day is known or it is none, or the folder holds something else.

    Notes
    -----
    Written after RO-Crate 1.1 (Soiland-Reyes et al. 2022, "Packaging research artefacts with RO-Crate", Data Science 5(2)): every file is
    a `File` with size, SHA-256 and media type, every step a `CreateAction` from the files it read to those it made, by this package in its
    version, with the lock of versions. Which modules did it is in manifest.json, a part of the crate.
    """
    about = _about(study, published, licence)
    record = Manifest.read(study)
    if not record.steps:
        raise NotBuilt("there is no reports/manifest.json to describe: run `python -m analysis build` first")
    if folder.exists() and any(folder.iterdir()) and not (folder / METADATA).is_file():
        raise ValueError(f"{folder} holds something else than a crate: give a new folder")
    sums = dict(sorted({**record.inputs, **{name: s for made in record.steps.values() for name, s in made.outputs.items()}}.items()))
    paths = {name: _path(study, name) for name in sums}
    for name, path in paths.items():
        if not path.is_file() or whole.sha256(path) != sums[name]:
            raise NotBuilt(f"{name} is not as the build left it: build again")
    paths |= {"reports/manifest.json": study.reports / "manifest.json"} | _beside(study)
    shutil.rmtree(folder, ignore_errors=True)
    for name, path in paths.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    graph = [*_descriptor(about, paths), *_files(study, paths), _software(), *_steps(record, sums)]
    target = folder / METADATA
    target.write_text(
        json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )
    return [target, *(folder / name for name in paths)]


def _about(study: Study, published: str | None, licence: str | None) -> dict[str, str]:
    path = study.notebooks.parent / "CITATION.cff"
    stated: Mapping[str, Any] = (yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) if path.is_file() else None) or {}
    day = published or str(stated.get("date-released") or "")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) or sources.interval(day) is None:
        told = f"{day!r} is no day" if day else "no CITATION.cff beside the notebooks states a day"
        raise ValueError(f"{told}: give the day of the crate as --published YYYY-MM-DD")
    about = {"name": str(stated.get("title") or "A study of statements in news texts"), "datePublished": day}
    return about | ({"license": text} if (text := licence or str(stated.get("license") or "")) else {})


def _path(study: Study, name: str) -> Path:
    """The file that a name of the manifest stands for."""
    root, _, below = name.partition("/")
    folder: Path = getattr(study, root)
    return folder if folder.is_file() else folder / below


def _beside(study: Study) -> dict[str, Path]:
    """What lies beside the notebooks and belongs to a study: versions, citation, licences."""
    root = study.notebooks.parent
    return {name: root / name for name in ("requirements.lock", "CITATION.cff", "LICENSES.md") if (root / name).is_file()}


def _descriptor(about: Mapping[str, str], paths: Iterable[str]) -> Iterator[Entity]:
    yield {"@id": METADATA, "@type": "CreativeWork", "conformsTo": {"@id": PROFILE}, "about": {"@id": "./"}}
    text = "Raw texts, codebook, tables, figures, notebooks and report of a study, with the steps that made them."
    yield {"@id": "./", "@type": "Dataset", **about, "description": text, "hasPart": _ids(paths), "mentions": [{"@id": _SOFTWARE}]}


def _files(study: Study, paths: Mapping[str, Path]) -> Iterator[Entity]:
    stated = sources.stated(study.raw)
    for name, path in paths.items():
        entity: Entity = {"@id": _id(name), "@type": "File", "name": name, "contentSize": str(path.stat().st_size)}
        entity |= {"sha256": whole.sha256(path), "encodingFormat": _MEDIA.get(path.suffix, "application/octet-stream")}
        source = stated.get(name.removeprefix("raw/")) if name.startswith("raw/") else None
        if source and source.licence:
            entity["license"] = source.licence
        yield entity


def _software() -> Entity:
    return {"@id": _SOFTWARE, "@type": "SoftwareApplication", "name": "who-said-what", "softwareVersion": __version__}


def _steps(record: Manifest, sums: Mapping[str, str]) -> Iterator[Entity]:
    for name, made in record.steps.items():
        patterns = [re.compile(_regex(pattern)) for pattern in made.made_from if "/" in pattern]
        read = [file for file in sums if file not in made.outputs and any(pattern.fullmatch(file) for pattern in patterns)]
        entity: Entity = {"@id": f"#step-{name}", "@type": "CreateAction", "name": name, "instrument": [{"@id": _SOFTWARE}]}
        yield entity | {"object": _ids(read), "result": _ids(made.outputs)}


def _regex(pattern: str) -> str:
    """A pattern of `manifest.files` as a regular expression."""
    return ".*".join("[^/]*".join(map(_characters, part.split("*"))) for part in pattern.split("**"))


def _characters(text: str) -> str:
    """A stretch of a pattern without stars; "0[1-7]" is a choice of characters in both."""
    return "".join(part if part.startswith("[") else re.escape(part) for part in re.split(r"(\[[^\]]*\])", text))


def _ids(names: Iterable[str]) -> list[Entity]:
    return [{"@id": _id(name)} for name in names]


def _id(name: str) -> str:
    """A path as an address below the crate."""
    return re.sub(r"[^\w./~-]", lambda ch: "".join(f"%{byte:02X}" for byte in ch[0].encode()), name, flags=re.ASCII)
