"""The parts of a framework, each a row of a table or a file of its own.

Every part is frozen and refuses keys it does not know, so that a misspelt word in a file is
reported and never ignored.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Measure = Literal["proportion", "rate", "mean", "count", "duration", "maturity"]
Direction = Literal["higher", "lower", "none"]
Frequency = Literal["month", "quarter", "term", "financial_year", "academic_year", "calendar_year"]
ChartRules = Literal["nhsr-0.2.2", "mdc-2023"]


class Model(BaseModel):
    """A frozen record that knows its keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Model):
    """What this framework calls its three scopes."""

    whole: str = "borough"
    sector: str = "sector"
    sectors: str = "sectors"
    service: str = "service"
    services: str = "services"


class DueAfter(Model):
    """Days from the end of a period to the day its return is due, for each kind of period; None: the common number."""

    month: int | None = Field(default=None, ge=0)
    quarter: int | None = Field(default=None, ge=0)
    term: int | None = Field(default=None, ge=0)
    financial_year: int | None = Field(default=None, ge=0)
    academic_year: int | None = Field(default=None, ge=0)
    calendar_year: int | None = Field(default=None, ge=0)


class OutcomeRules(Model):
    """Cut-offs for node results; `framework-method` (f.5), judgement, editable."""

    moving_well: float = 60
    moving: float = 20
    going_back: float = -20
    least_indicators: int = 2
    least_weight: float = 2 / 3
    least_services: float = 0.5
    least_denominator: float = 0.5
    oldest_months: int = 15
    oldest_months_published: int = 27
    draws: int = 4000
    seed: int = 1


class StageRules(Model):
    """How many criteria make a stage; `framework-method` (b.3), judgement, editable."""

    share_met: float = 2 / 3
    share_applying: float = 0.6
    reviews_before_going_down: int = 2


class Policy(Model):
    """When a count is hidden; `framework-method` (g.2). Units: people, answers or things."""

    id: str
    title: str
    smallest_shown: int = Field(default=6, description="a count from 1 to one less than this is hidden")
    smallest_base: float = Field(default=10, description="hidden when the denominator or n is below this")
    complement: bool = Field(default=True, description="also hidden when denominator minus numerator is small")
    round_to: int = Field(default=0, ge=0, description="counts are rounded to this in what is shown; 0 means not")
    publisher_shown: int = Field(default=1, ge=1, description="the publisher's own smallest count, where stricter")
    all_or_nothing_base: float = Field(default=10, ge=0, description="none or all of fewer people than this is hidden")
    fewest_services: int = Field(default=3, ge=0, description="in smaller sectors, services show no counts of people")
    lowest_scope: Literal["service", "sector", "borough"] = "service"

    @property
    def least_shown(self) -> int:
        """The smallest count shown: the stricter of this framework's and the publisher's."""
        return max(self.smallest_shown, self.publisher_shown)


class Sector(Model):
    """A group of services of one kind, and which indicators it reports."""

    id: str
    name: str
    covers: str = ""
    why: str = ""
    indicators: tuple[str, ...] = ()


class Service(Model):
    """One sender of returns."""

    id: str
    name: str
    sector: str
    rhythm: Frequency
    reach: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    joined: date | None = None
    left: date | None = None
    invented: bool = False
    staff: int | None = Field(default=None, description="for demonstration data only")


class Area(Model):
    """A place with published figures, and its part here: home, benchmark, region, group or neighbour."""

    id: str
    name: str
    old_code: str = ""
    roles: tuple[Literal["home", "benchmark", "region", "group", "neighbour"], ...] = ()
    group: str = ""
    neighbour_rank: int | None = None
    vintage: str = ""


class Feature(Model):
    """A feature of good practice."""

    id: str
    name: str
    meaning: str
    origin: str = ""
    principles: tuple[str, ...] = ()
    drivers: str = ""


class Stage(Model):
    """A step of the roadmap; rank 0 is where everyone starts."""

    id: str
    rank: int
    name: str
    meaning: str
    entry_rule: str = ""
    exit_rule: str = ""
    review_every_months: int = 12
    evidence_standard: str = ""
    tone: str = ""


class Criterion(Model):
    """One test of a stage, on one feature."""

    id: str
    stage: str
    feature: str
    weight: Literal["must", "should"]
    kind: Literal["indicator", "evidence", "register", "no_worsening"]
    ref: str = Field(description="an indicator id, or an evidence id for kind evidence")
    operator: Literal[">=", "<=", "is"] = ">="
    threshold: float
    smallest_base: float | None = None
    valid_months: int
    review: Literal["self", "peer"] = "self"
    text: str
    applies_with: tuple[str, ...] = Field(default=(), description="tags a service must have")
    applies_without: tuple[str, ...] = Field(default=(), description="tags a service must not have")
    held_periods: int = Field(default=1, description="periods in a row that must meet it (quarters)")
    held_terms: int = Field(default=1, description="the same for services that report by term")


class Evidence(Model):
    """A yes with a sentence behind it, sent like an indicator; `peer` marks the confirmation by peers."""

    id: str
    title: str
    confirms_peer: bool = False


class Node(Model):
    """One box of the theory of change."""

    id: str
    kind: str
    level: str
    horizon: str
    title: str
    meaning: str = ""
    seed_words: str = ""
    scored: bool = False


class Link(Model):
    """One arrow of the theory of change, with the assumption it rests on."""

    id: str
    source: str
    target: str
    kind: Literal["causal", "feedback"] = "causal"
    assumption: str = ""
    test: str = ""
    evidence: str = "untested"
    source_id: str = ""


class Horizon(Model):
    """One column of the theory-of-change map, in order of time."""

    id: str
    name: str
    order: int


class Target(Model):
    """What is aimed for from a date on; the newest one in force counts. Units: the indicator's."""

    start: date
    style: Literal["level", "improve_by", "improve_by_percent", "comparator", "band"]
    value: float | None = None
    low: float | None = None
    high: float | None = None
    area: str = ""
    sector: str = ""


class Source(Model):
    """Where a definition or threshold comes from."""

    id: str
    title: str = ""
    address: str = ""


class Indicator(Model):
    """A number that shows an outcome: its question, definition, bounds and targets."""

    id: str
    title: str
    question: str
    level: str
    core: bool
    scored: bool
    node: str
    also_informs: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    sectors: tuple[str, ...]
    needs_tags: tuple[str, ...] = Field(default=(), description="tags a service must have to be asked for it")
    measure: Measure
    unit: str
    multiplier: float
    numerator: str
    denominator: str = ""
    direction: Direction
    frequency: Frequency
    low: float
    high: float
    query_low: float
    query_high: float
    baseline: Literal["first_period", "mean_first_4", "fixed_year", "none"]
    targets: tuple[Target, ...] = ()
    smallest_base: float | None = None
    interval: Literal["wilson", "byar_or_exact", "t", "none"]
    fed_by: Literal["return", "register", "survey", "published"]
    policy: str
    aggregation: Literal["pooled", "weighted_mean", "added", "share_at_level", "not_combined", "home_only"]
    weight: float = 1
    published_value_only: bool = Field(default=False, description="the publisher gives no counts")
    disclosure_risk: str = ""
    oba: str = ""
    publisher: str = ""
    publisher_ref: str = ""
    published_definition: str = ""
    source: Source
    caveat: str = ""
    hard_topic: bool = Field(default=False, description="a help line is shown beside it")
    reviewed: date
    review_every_months: int = 24
    reworded: tuple[date, ...] = Field(
        default=(), description="days from which only the wording is another: figures before and after are compared"
    )

    def target(self, day: date, sector: str = "") -> Target | None:
        """The target in force on a day, the sector's own before the common one."""
        in_force = [t for t in self.targets if t.start <= day and t.sector in ("", sector)]
        return max(in_force, key=lambda t: (t.sector != "", t.start), default=None)
