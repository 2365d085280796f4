"""What would be other on the board's screens if a return were kept: figures, outcomes, stages, charts and packs."""

from dataclasses import dataclass, replace

import polars as pl

from impact import store
from impact.answers.icons import MovedIcon, moved_icons
from impact.answers.knowledge import Knowledge, knowledge, telling, with_rows
from impact.answers.moved import MovedFigure, moved_figures, otherwise, untold
from impact.answers.moved_results import MovedNode, MovedStage, moved_nodes, moved_stages
from impact.answers.packs import Pack, revised_packs
from impact.metrics.spc import PROFILES
from impact.sources import Sources, View
from impact.words.consequences import SLIGHT, consequences_sentence, packs_sentence
from impact.words.over_time import rules_sentence

WITHIN_A_SECOND = 2_000
"""Rows up to which the consequences are worked out unasked; they take about a second. Judgement."""


@dataclass(frozen=True, slots=True)
class Consequences:
    """Everything that would be other, the whole first, then sectors, then services, in the framework's order.

    figures          also those that move by less than can be read or stay hidden: see `MovedFigure.seen`
    nodes            also those of which nothing may be told: see `MovedNode.told`
    stages           also those that only wait for something else: see `MovedStage.moves`
    packs            those shown to a board with a figure that would now be another
    sentence         how much would move
    packs_sentence   how many packs held another figure, or that none was shown yet
    charts_note      by which rules the charts are read; "" where no icon would be other
    """

    figures: tuple[MovedFigure, ...]
    nodes: tuple[MovedNode, ...]
    stages: tuple[MovedStage, ...]
    icons: tuple[MovedIcon, ...]
    packs: tuple[Pack, ...]
    sentence: str
    packs_sentence: str
    charts_note: str = ""


def consequences(sources: Sources, view: View, rows: pl.DataFrame, before: Knowledge | None = None) -> Consequences:
    """What keeping these rows now would change in all that is shown.

    rows     CLEAN ROWS that this viewer may send; nothing is kept
    before   what `knowledge` told this day, if it is at hand; it holds until the record's version changes

    Everything is worked out twice by the same functions, once as known now and once with the rows laid over it.
    The view's moment is left aside: a return is kept now.
    """
    assert all(view.viewer.may_send_for(one) for one in rows["service_id"].unique()), "not this viewer's rows"
    view = replace(view, as_at=None)
    before = before or knowledge(sources, view)
    told = telling(before, rows)
    if told.is_empty():
        return _summed(sources, view)
    after = with_rows(before, told)
    senders, touched = (told[name].unique().to_list() for name in ("service_id", "indicator_id"))
    measured = [one for one in touched if one in before.rules.indicator]
    shown = before.shown
    was, would = shown.where(shown.frame["indicator_id"].isin(measured)), after.shown_of(measured)
    pairs = otherwise(before, after, was, would)
    would = untold(pairs, was, would, after, senders)
    figures = moved_figures(before, pairs, was, would)
    found = _summed(
        sources,
        view,
        figures,
        moved_nodes(before, after, measured),
        moved_stages(before, after, senders, touched),
        moved_icons(was, would, before.rules, before.today),
        revised_packs(sources, view, figures),
    )
    return replace(found, charts_note=rules_sentence(PROFILES[before.rules.chart_rules]) if found.icons else "")


def _summed(
    sources: Sources,
    view: View,
    figures: tuple[MovedFigure, ...] = (),
    nodes: tuple[MovedNode, ...] = (),
    stages: tuple[MovedStage, ...] = (),
    icons: tuple[MovedIcon, ...] = (),
    packs: tuple[Pack, ...] = (),
) -> Consequences:
    seen, told = sum(one.seen for one in figures), sum(one.told for one in nodes)
    slight = sum(one.kind == SLIGHT for one in figures)
    sentence = consequences_sentence(
        seen,
        told,
        sum(one.moves for one in stages),
        len(icons),
        slight,
        len(figures) - seen - slight + len(nodes) - told,
    )
    said = packs_sentence(len(store.shown(sources.engine, view.framework_id)), len(packs))
    return Consequences(figures, nodes, stages, icons, packs, sentence, said)
