"""Reads a framework from its folder: one TOML file per indicator, tables for all that is tabular."""

import csv
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from impact.framework.models import (
    Area,
    Criterion,
    Evidence,
    Feature,
    Framework,
    Indicator,
    Link,
    Model,
    Node,
    Pair,
    Sector,
    Service,
    Stage,
)
from impact.problems import ImpactError

TABLES: dict[str, type[Model]] = {
    "sectors": Sector,
    "services": Service,
    "areas": Area,
    "features": Feature,
    "stages": Stage,
    "criteria": Criterion,
    "evidence": Evidence,
    "nodes": Node,
    "links": Link,
    "pairs": Pair,
}
"""Table file (without .csv) -> the model of its rows."""

OPTIONAL_TABLES = {"areas", "features", "stages", "criteria", "evidence", "pairs"}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a framework's editor must mend: where, what, and how."""

    file: str
    key: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.remedy}"


class UnreadableFramework(ImpactError):
    """A framework folder that cannot be read; `findings` says every reason."""

    def __init__(self, folder: Path, findings: list[Finding]) -> None:
        self.findings = findings
        lines = "\n".join(f"  {finding}" for finding in findings)
        super().__init__(f"The framework in '{folder.name}' cannot be read:\n{lines}")


def load(folder: Path) -> Framework:
    """The framework in a folder; raises UnreadableFramework with every fault of form."""
    parts, findings = read_parts(folder)
    if not findings:
        try:
            return Framework.model_validate(parts)
        except ValidationError as error:
            findings = list(_said("framework.toml", "", error))
    raise UnreadableFramework(folder, findings)


def read_parts(folder: Path) -> tuple[dict[str, Any], list[Finding]]:
    """The keys of a Framework as read from its files, and what was wrong with their form."""
    findings: list[Finding] = []
    head = folder / "framework.toml"
    if not head.is_file():
        return {}, [Finding("framework.toml", "-", "This file is missing. A framework folder starts with it.")]
    parts = _toml(head, findings)
    for table, model in TABLES.items():
        path = folder / f"{table}.csv"
        if path.is_file():
            parts[table] = _rows(path, model, findings)
        elif table not in OPTIONAL_TABLES:
            findings.append(Finding(path.name, "-", "This table is missing. Add it, with its heading row."))
    parts["indicators"] = _indicators(folder / "indicators", findings)
    return parts, findings


def fingerprint(framework: Framework) -> str:
    """The SHA-256 of a framework's content: its version, whatever the spelling of its files."""
    return hashlib.sha256(to_json(framework).encode()).hexdigest()


def to_json(framework: Framework) -> str:
    """A framework as one canonical JSON text, as the record keeps it."""
    return json.dumps(framework.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)


def from_json(text: str) -> Framework:
    """The framework that the record kept."""
    return Framework.model_validate_json(text)


def _toml(path: Path, findings: list[Finding]) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        findings.append(Finding(path.name, "-", f"This is not a TOML file that can be read: {error}."))
        return {}


def _indicators(folder: Path, findings: list[Finding]) -> list[Indicator]:
    found = []
    for path in sorted(folder.glob("*.toml")):
        name = f"{folder.name}/{path.name}"
        parts = _toml(path, findings)
        try:
            indicator = Indicator.model_validate(parts)
        except ValidationError as error:
            findings.extend(_said(name, "", error))
            continue
        if indicator.id != path.stem:
            findings.append(
                Finding(name, "id", f"The id is '{indicator.id}'; it must be the file's name, '{path.stem}'.")
            )
        found.append(indicator)
    return found


def _rows(path: Path, model: type[Model], findings: list[Finding]) -> list[Model]:
    found = []
    try:
        rows = list(csv.DictReader(StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    except UnicodeDecodeError:
        findings.append(Finding(path.name, "-", "This table is not in UTF-8. Save it as 'CSV UTF-8'."))
        return []
    for number, row in enumerate(rows, start=2):
        if None in row:
            remedy = "This row has more cells than there are headings. Put text with a comma in quotation marks."
            findings.append(Finding(path.name, f"row {number}", remedy))
            continue
        parts = {key: _cell(model, key, text) for key, text in row.items() if text not in ("", None)}
        try:
            found.append(model.model_validate(parts))
        except ValidationError as error:
            findings.extend(_said(path.name, f"row {number}, ", error))
    return found


def _cell(model: type[Model], key: str, text: str) -> Any:
    field = model.model_fields.get(key)
    if field is not None and get_origin(field.annotation) is tuple and get_args(field.annotation):
        return [part for part in text.split("|") if part]
    return text


def _said(file: str, where: str, error: ValidationError) -> Iterator[Finding]:
    for fault in error.errors(include_url=False):
        key = ".".join(str(part) for part in fault["loc"])
        found = "" if fault["type"] in ("missing", "extra_forbidden") else f" Found {str(fault['input'])[:60]!r}."
        yield Finding(file, f"{where}{key}" or "-", f"{_REMEDIES.get(fault['type'], fault['msg'] + '.')}{found}")


_REMEDIES = {
    "missing": "This key is missing. Add it.",
    "extra_forbidden": "This key is not known. Correct its spelling or take it out.",
}
