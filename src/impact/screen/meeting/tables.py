"""What the charts of a meeting show, as tables for whoever would rather read it."""

from collections.abc import Sequence

from impact.answers import Story
from impact.framework import Framework
from impact.metrics.outcomes import NodeResult
from impact.metrics.stages import ServiceStage
from impact.screen import latest
from impact.screen.cards import Column, result, sheet
from impact.screen.scopes import by_name
from impact.words.theory import way_words


def ways(results: Sequence[NodeResult], framework: Framework) -> None:
    """Each outcome with its result and how far it has come."""
    columns = (Column("outcome", "Outcome"), Column("word", "Result"), Column("way", "Of the way to the target", True))
    rows = [
        {"outcome": framework.node[one.node_id].title, "word": result(one.word), "way": way_words(one)}
        for one in results
    ]
    sheet(rows, columns, "Outcomes, with the 95% interval in brackets")


def steps(stages: Sequence[ServiceStage], framework: Framework) -> None:
    """How many services of each sector are at each step."""
    at = {one.service_id: one.stage_id for one in stages}
    ordered = sorted(framework.stages, key=lambda one: one.rank)
    columns = [
        Column("sector", framework.words.sector.capitalize()),
        *(Column(one.id, one.name, True) for one in ordered),
    ]
    rows = [
        {
            "sector": sector.name,
            **{one.id: sum(at.get(own.id) == one.id for own in framework.services_of(sector.id)) for one in ordered},
        }
        for sector in by_name(framework.sectors)
    ]
    sheet(rows, columns, f"{framework.words.services.capitalize()} at each step")


def series(told: Story, framework: Framework) -> None:
    """Every point of an indicator's line, newest first."""
    rows = latest.series_rows(told.series.frame, told, framework)[::-1]
    sheet(rows, latest.filled(rows, latest.SERIES_COLUMNS), told.indicator.title)
