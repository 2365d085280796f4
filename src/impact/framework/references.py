"""Finds what a framework names and does not have: every reference from one part to another."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from impact.framework.load import Finding
from impact.framework.models import EVERY_SECTOR, PUBLISHED_AREAS, Framework, Indicator
from impact.problems import nearest


def unresolved(framework: Framework, folder: Path) -> Iterator[Finding]:
    """One finding for each name that leads nowhere, with the nearest known one."""
    sources = _source_ids(folder)
    for indicator in framework.indicators:
        yield from _of_indicator(framework, indicator, sources)
    yield from _of_tables(framework, sources)
    yield from _of_criteria(framework)


def _of_indicator(framework: Framework, indicator: Indicator, sources: Collection[str]) -> Iterator[Finding]:
    file = f"indicators/{indicator.id}.toml"
    features = {one.id for one in framework.features}
    if not indicator.node:
        yield Finding(file, "node", "This indicator belongs to no outcome. Give the id of a node.")
    else:
        yield from _missing(file, "node", [indicator.node], framework.node, "node")
    yield from _missing(file, "also_informs", indicator.also_informs, framework.node, "node")
    yield from _missing(file, "features", indicator.features, features, "feature")
    sectors = [*framework.sector, EVERY_SECTOR, PUBLISHED_AREAS]
    yield from _missing(file, "sectors", indicator.sectors, sectors, "sector")
    yield from _missing(file, "needs_tags", indicator.needs_tags, _tags(framework), "tag of a service")
    yield from _missing(file, "policy", [indicator.policy], framework.policy, "policy")
    if sources:
        yield from _missing(file, "source.id", [indicator.source.id], sources, "source")
    for place, target in enumerate(indicator.targets):
        key = f"targets.{place}"
        yield from _missing(file, f"{key}.area", _named(target.area), framework.area, "area")
        yield from _missing(file, f"{key}.sector", _named(target.sector), framework.sector, "sector")


def _of_tables(framework: Framework, sources: Collection[str]) -> Iterator[Finding]:
    for row, service in enumerate(framework.services, start=2):
        yield from _missing("services.csv", f"row {row}, sector", [service.sector], framework.sector, "sector")
    for row, sector in enumerate(framework.sectors, start=2):
        key = f"row {row}, indicators"
        yield from _missing("sectors.csv", key, sector.indicators, framework.indicator, "indicator")
    horizons = {one.id for one in framework.horizons}
    for row, node in enumerate(framework.nodes, start=2):
        yield from _missing("nodes.csv", f"row {row}, horizon", [node.horizon], horizons, "horizon")
    for row, link in enumerate(framework.links, start=2):
        yield from _missing("links.csv", f"row {row}, source", [link.source], framework.node, "node")
        yield from _missing("links.csv", f"row {row}, target", [link.target], framework.node, "node")
        if sources:
            yield from _missing("links.csv", f"row {row}, source_id", _named(link.source_id), sources, "source")
    for row, pair in enumerate(framework.pairs, start=2):
        yield from _missing("pairs.csv", f"row {row}, indicator", [pair.indicator], framework.indicator, "indicator")
        yield from _missing("pairs.csv", f"row {row}, beside", [pair.beside], framework.indicator, "indicator")


def _of_criteria(framework: Framework) -> Iterator[Finding]:
    file = "criteria.csv"
    features, tags = {one.id for one in framework.features}, _tags(framework)
    evidence = {one.id for one in framework.evidence}
    for row, criterion in enumerate(framework.criteria, start=2):
        key = f"row {row}, "
        yield from _missing(file, f"{key}stage", [criterion.stage], framework.stage, "stage")
        yield from _missing(file, f"{key}feature", [criterion.feature], features, "feature")
        if criterion.kind == "evidence":
            yield from _missing(file, f"{key}ref", [criterion.ref], evidence, "evidence item")
        else:
            yield from _missing(file, f"{key}ref", [criterion.ref], framework.indicator, "indicator")
        yield from _missing(file, f"{key}applies_with", criterion.applies_with, tags, "tag of a service")
        yield from _missing(file, f"{key}applies_without", criterion.applies_without, tags, "tag of a service")


def _missing(file: str, key: str, names: Collection[str], known: Collection[str], what: str) -> Iterator[Finding]:
    for name in names:
        if name in known:
            continue
        meant = nearest(name, sorted(known))
        remedy = f"Did you mean '{meant}'?" if meant else "Add it, or take the name out."
        yield Finding(file, key, f"'{name}' is not a known {what}. {remedy}")


def _named(name: str) -> list[str]:
    return [name] if name else []


def _tags(framework: Framework) -> set[str]:
    return {tag for service in framework.services for tag in service.tags}


def _source_ids(folder: Path) -> set[str]:
    """The ids in sources.csv; empty where a framework has no list of sources, and then none is asked for."""
    path = folder / "sources.csv"
    if not path.is_file():
        return set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row.get("id") or "" for row in csv.DictReader(file)}
