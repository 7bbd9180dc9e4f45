"""Reads a file of the codebook: plain YAML, with the line of every key and entry, so that faults can name it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]

# What YAML's own message leaves unsaid. The first that the message begins with is added to it.
_HINTS = {
    "found character '\\t'": "indent by spaces, not by tabs",
    "found character": "put a text that begins with this character into quotation marks",
    "found undefined alias": "put a text that begins with * into quotation marks",
    "mapping values are not allowed here": "put a text that holds ': ' into quotation marks",
    "expected ',' or": "a comma, a closing bracket or a quotation mark is missing",
    "expected <block end>": "the line is not indented as those around it, or a text goes on after its closing quotation mark",
    "could not find expected ':'": "a key needs a colon, and a space after it",
    "found unexpected end of stream": "a quotation mark is never closed",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong at a line of a file (None: of the file as a whole)."""

    file: str
    line: int | None
    text: str

    def __str__(self) -> str:
        return f"{self.file}: {self.text}" if self.line is None else f"{self.file}: line {self.line}: {self.text}"


@dataclass(frozen=True)
class Page:
    """One file of the codebook as it stands there, whatever it is worth.

    Attributes
    ----------
    file
        Name of the file.
    key
        Key that holds its list of entries.
    data
        Keys and values; texts, days (`date`) and null are told apart, numbers and yes or no are texts.
    lines
        Line (the first is 1) of what stands at a path of keys and indices.
    """

    file: str
    key: str
    data: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[Place, int] = field(default_factory=dict)

    def entries(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The entries that are mappings, each with its index, in order."""
        found = self.data.get(self.key)
        for i, entry in enumerate(found if isinstance(found, list) else []):
            if isinstance(entry, dict):
                yield i, entry

    def fault(self, path: Sequence[str | int], text: str) -> Fault:
        """A fault at a path: with the line of it, or of the nearest thing around it, and the id of its entry."""
        at = tuple(path)
        line = next((self.lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in self.lines), None)
        return Fault(self.file, line, f"{self._name(at)}: {text}" if at else text)

    def _name(self, path: Place) -> str:
        """`topics[1] (bridge).terms[0]`."""
        name = ""
        for n, part in enumerate(path):
            name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
            if n == 1 and path[0] == self.key:
                entry = dict(self.entries()).get(int(part)) if isinstance(part, int) else None
                name += f" ({entry['id']})" if entry and entry.get("id") else ""
        return name


class _Loader(yaml.SafeLoader):
    """YAML's safe loader, with texts, days and null alone: no field of the codebook is a number or a yes or no.

    So `No`, `on` and `2024` are the words they look like, and a day that the calendar does not have stays a text, for
    the codebook to say what is wrong with it.
    """

    def construct_yaml_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except (ValueError, AttributeError):  # the second where `!!timestamp` stands before what has not even the form of a day
            return self.construct_scalar(node)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in found if tag.rpartition(":")[2] not in ("bool", "int", "float", "value")]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
# All else, as !!python/object or !!int, is stated by a tag in the file: it would make something else of a text, or run a program.
_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("str", "null", "timestamp", "seq", "map", "merge")}
# More than any codebook has; a few lines of anchors that hold each other can stand for billions.
_MOST = 1_000_000
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


def read(path: Path, key: str, also: Sequence[str], faults: list[Fault]) -> Page:
    """Read one file; what is wrong with it as YAML is added to `faults`.

    Parameters
    ----------
    path
        The file, in UTF-8.
    key
        Key that must hold a list.
    also
        Keys that may stand beside it.
    """
    name = path.name
    try:
        loader = _Loader(path.read_text(encoding="utf-8-sig"))
        root = loader.get_single_node()
        lines: dict[Place, int] = {}
        faults += [Fault(name, line, text) for line, text in _walk(root, (), (), lines)] if root else []
        data = loader.construct_document(root) if root else None
    except FileNotFoundError:
        faults.append(Fault(name, None, f"not found in {path.parent.name}/; a codebook has topics.yml, actors.yml, events.yml"))
        return Page(name, key)
    except IsADirectoryError:
        faults.append(Fault(name, None, "is a folder, not a file"))
        return Page(name, key)
    except UnicodeDecodeError as error:
        faults.append(Fault(name, None, f"byte {error.start} is not UTF-8; save the file as UTF-8"))
        return Page(name, key)
    except _Refused as error:
        faults.append(Fault(name, *error.args))
        return Page(name, key)
    except RecursionError:
        faults.append(Fault(name, None, "lists or keys stand within each other more often than can be read"))
        return Page(name, key)
    except yaml.YAMLError as error:
        faults.append(_syntax(name, error, key, path.read_text(encoding="utf-8-sig")))
        return Page(name, key)
    if data is None:
        faults.append(Fault(name, None, f"is empty; write `{key}:` and its entries below, or `{key}: []` where there are none"))
    elif not isinstance(data, dict) or not isinstance(data.get(key), list):
        there = f", not {', '.join(map(str, data))}" if isinstance(data, dict) and data and key not in data else ""
        entries = f"must hold entries under the key {key!r}{there}, each beginning with `- id: …`; write `{key}: []` where there are none"
        faults.append(Fault(name, lines.get((key,)), entries))
    else:
        allowed = (key, *also)
        faults += [Fault(name, lines.get((k,)), f"{k}: unknown key; allowed: {', '.join(allowed)}") for k in data if k not in allowed]
        return Page(name, key, data, lines)
    return Page(name, key)


class _Refused(Exception):
    """What no codebook may hold: the line where it is known, and what it is."""


def _walk(node: yaml.Node, path: Place, above: tuple[int, ...], lines: dict[Place, int]) -> Iterator[tuple[int, str]]:
    """Note the line of everything below a node, and tell of keys that stand twice: the second would silently replace the first."""
    if id(node) in above:
        raise _Refused(None, "an anchor (&) leads back to itself")
    _untagged(node)
    if len(lines) > _MOST:
        raise _Refused(None, f"anchors (&) unfold into more than {_MOST:,} entries; write out what is meant")
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode):
        for i, child in enumerate(node.value):
            yield from _walk(child, (*path, i), (*above, id(node)), lines)
    elif isinstance(node, yaml.MappingNode):
        seen = set()
        for key, child in node.value:
            _untagged(key)
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name in seen:
                yield key.start_mark.line + 1, f"key {name!r} stands twice"
            seen.add(name)
            yield from _walk(child, (*path, name), (*above, id(node)), lines)
            lines[(*path, name)] = key.start_mark.line + 1


def _untagged(node: yaml.Node) -> None:
    if node.tag not in _TAGS:
        tag = node.tag.replace("tag:yaml.org,2002:", "!!")
        raise _Refused(node.start_mark.line + 1, f"the tag {tag} has no meaning here; write the text without it")


def _syntax(name: str, error: yaml.YAMLError, key: str, text: str) -> Fault:
    """What YAML says of a file that it cannot read, and what probably lies behind it."""
    closed = re.search(rf"^{key}:[ ]*\[\s*\][^\n]*\n(?:[ ]*(?:#[^\n]*)?\n)*[ ]*-[ ]", text, re.MULTILINE)
    if closed:
        line = text.count("\n", 0, closed.start()) + 1
        return Fault(name, line, f"`{key}: []` says that there are none, but entries stand below it; take the [] away")
    if not isinstance(error, yaml.MarkedYAMLError):
        return Fault(name, None, f"a character that no text file holds: {' '.join(str(error).split())}")
    mark = error.problem_mark or error.context_mark
    problem = str(error.problem or error.context)
    hint = next((f"; {text}" for opening, text in _HINTS.items() if problem.startswith(opening)), "")
    return Fault(name, mark.line + 1 if mark else None, f"{problem}{hint}")
