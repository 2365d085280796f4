"""What a framework is: places, services, stages, a theory of change, indicators and targets, all as data."""

from datetime import date, timedelta
from functools import cached_property

from pydantic import Field, PrivateAttr

from impact.framework.bright import BrightRules, Pair
from impact.framework.broken import Break
from impact.framework.parts import (
    Area,
    ChartRules,
    Criterion,
    Direction,
    DueAfter,
    Evidence,
    Feature,
    Frequency,
    Horizon,
    Indicator,
    Link,
    Measure,
    Model,
    Node,
    OutcomeRules,
    Policy,
    Sector,
    Service,
    Source,
    Stage,
    StageRules,
    Target,
    Words,
)
from impact.periods import Period

__all__ = [
    "EVERY_SECTOR",
    "PUBLISHED_AREAS",
    "Area",
    "BrightRules",
    "ChartRules",
    "Criterion",
    "Direction",
    "DueAfter",
    "Evidence",
    "Feature",
    "Framework",
    "Frequency",
    "Horizon",
    "Indicator",
    "Link",
    "Measure",
    "Model",
    "Node",
    "OutcomeRules",
    "Pair",
    "Policy",
    "Sector",
    "Service",
    "Source",
    "Stage",
    "StageRules",
    "Target",
    "Words",
]

EVERY_SECTOR = "ALL"
PUBLISHED_AREAS = "AREAS"


class Framework(Model):
    """The whole: what a place measures, why, and by which rules."""

    id: str
    title: str
    place: str
    effective: date
    demonstration: str = Field(default="", description="the plate on every screen; empty for real data")
    data_note: str = Field(default="", description="who published the data, and when")
    first_period: date
    due_after_days: int = Field(default=30, description="days from a period's end to the day its return is due")
    due_after_days_by: DueAfter = DueAfter()
    lock_after_days: int | None = Field(default=None, ge=0, description="days from a period's end; None: never")
    contact: str = Field(default="the programme team", description="whom services ask, as it stands in a sentence")
    words: Words = Words()
    outcome_rules: OutcomeRules = OutcomeRules()
    stage_rules: StageRules = StageRules()
    bright_rules: BrightRules = BrightRules()
    chart_rules: ChartRules = Field(default="nhsr-0.2.2", description="by which rules charts over time are read")
    policies: tuple[Policy, ...]
    horizons: tuple[Horizon, ...]
    sectors: tuple[Sector, ...]
    services: tuple[Service, ...]
    areas: tuple[Area, ...] = ()
    features: tuple[Feature, ...] = ()
    stages: tuple[Stage, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    indicators: tuple[Indicator, ...]
    pairs: tuple[Pair, ...] = ()
    _breaks: tuple[Break, ...] = PrivateAttr(default=())

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Where earlier versions defined an indicator otherwise: known from the record, and no part of a version."""
        return self._breaks

    def with_breaks(self, breaks: tuple[Break, ...]) -> "Framework":
        """The same framework with what its earlier versions tell."""
        copied = self.model_copy()
        copied._breaks = breaks
        return copied

    @cached_property
    def indicator(self) -> dict[str, Indicator]:
        """Indicators by id."""
        return {one.id: one for one in self.indicators}

    @cached_property
    def service(self) -> dict[str, Service]:
        """Services by id."""
        return {one.id: one for one in self.services}

    @cached_property
    def sector(self) -> dict[str, Sector]:
        """Sectors by id."""
        return {one.id: one for one in self.sectors}

    @cached_property
    def node(self) -> dict[str, Node]:
        """Nodes by id."""
        return {one.id: one for one in self.nodes}

    @cached_property
    def stage(self) -> dict[str, Stage]:
        """Stages by id."""
        return {one.id: one for one in self.stages}

    @cached_property
    def policy(self) -> dict[str, Policy]:
        """Disclosure policies by id."""
        return {one.id: one for one in self.policies}

    @cached_property
    def area(self) -> dict[str, Area]:
        """Published areas by id."""
        return {one.id: one for one in self.areas}

    @cached_property
    def home(self) -> Area | None:
        """The place itself among the published areas; None where nothing is published for it."""
        return next((area for area in self.areas if "home" in area.roles), None)

    @cached_property
    def benchmark(self) -> Area | None:
        """The area that published figures are compared with, such as England."""
        return next((area for area in self.areas if "benchmark" in area.roles), None)

    def indicators_of(self, node: str) -> list[Indicator]:
        """The indicators that measure a node, in the framework's order."""
        return [one for one in self.indicators if one.node == node]

    def beside(self, indicator: str) -> list[str]:
        """The indicators that are looked at together with one, in the framework's order."""
        both = {(one.indicator, one.beside) for one in self.pairs} | {(one.beside, one.indicator) for one in self.pairs}
        return [one.id for one in self.indicators if (indicator, one.id) in both]

    def services_of(self, sector: str) -> list[Service]:
        """The services of a sector, in the framework's order."""
        return [one for one in self.services if one.sector == sector]

    def reports(self, service: Service, indicator: Indicator) -> bool:
        """Whether an indicator is within a service's scope at all."""
        if indicator.fed_by == "published" and PUBLISHED_AREAS in indicator.sectors:
            return False
        in_sector = EVERY_SECTOR in indicator.sectors or service.sector in indicator.sectors
        listed = self.sector[service.sector].indicators
        return in_sector and (not listed or indicator.id in listed) and set(indicator.needs_tags) <= set(service.tags)

    def rhythm(self, service: Service, indicator: Indicator) -> str:
        """Which kind of period a service reports an indicator by.

        A service's own rhythm wins between quarter and term (schools report quarterly items by
        term); every other frequency is the indicator's own.
        """
        if indicator.frequency in ("quarter", "term") and service.rhythm in ("quarter", "term"):
            return service.rhythm
        return indicator.frequency

    def due(self, period: Period) -> date:
        """The last day on which the return of a period comes in time."""
        own: int | None = getattr(self.due_after_days_by, period.kind)
        return period.end + timedelta(days=self.due_after_days if own is None else own)

    def locks_on(self, period: Period) -> date | None:
        """The first day on which a period is locked by itself; None where only a decision locks it."""
        return None if self.lock_after_days is None else period.end + timedelta(days=self.lock_after_days + 1)

    def asks(self, service: Service, indicator: Indicator, ever_sent: bool) -> bool:
        """Whether a service is asked for an indicator: core ones always, any other once it has ever sent it."""
        return indicator.fed_by != "published" and (indicator.core or ever_sent) and self.reports(service, indicator)

    def reporting_services(self, indicator: Indicator) -> list[Service]:
        """The services within an indicator's scope, in the framework's order."""
        return [one for one in self.services if self.reports(one, indicator)]
