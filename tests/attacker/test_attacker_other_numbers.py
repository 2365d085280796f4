"""Whatever stands in the place of a hidden number, all that is shown stays as it is, to the last letter.

Every public answer and every command is asked of a record, and of one in which all hidden numbers are others and every
shown sum is the same. What differs could be told from, so nothing may, but for what is TOLD_ON_PURPOSE.
"""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pytest
from typer.testing import CliRunner

import records
from impact import answers, minutes, packs
from impact.access import PROGRAMME, Viewer
from impact.answers import gate
from impact.answers.agenda import default_agenda
from impact.answers.changes import changes
from impact.answers.data_quality import checked, expectations, traps
from impact.answers.feeds import feeds
from impact.answers.figures import computed
from impact.answers.funnels import funnel
from impact.answers.last_board import boards, moves
from impact.answers.meetings import meetings, written
from impact.answers.over_time import over_time
from impact.answers.results_traced import trace_node, trace_stage
from impact.answers.targets_then import targets_then
from impact.answers.what_if import what_if
from impact.cli import app, shared
from impact.framework import Framework, from_json, load, to_json
from impact.metrics.outcomes import outcomes
from impact.sources import Sources, View, open_sources, view_on
from otherwise import with_other_numbers

RULES = load(records.BOROUGH)
LEADER = Viewer("leader")
EARLIER = date(2026, 10, 15)
DAYS = (EARLIER, records.TODAY)
FEW = ("W01", "W02", "W11", "S01", "S02", "S03", "S07", "L05")
PLACES = [
    ("whole", ""),
    *(("sector", one.id) for one in RULES.sectors),
    *(("service", one) for one in records.SERVICES),
]
KEYS = [answers.FigureKey("W01", kind, place, date(2026, 7, 1), "quarter") for kind, place in PLACES[::4]]

PACKS = [
    packs.Chosen(),
    *(
        packs.Chosen(figures=tuple(list(RULES.indicator)[at : at + packs.MOST_FIGURES]), parts=("figures", "coverage"))
        for at in range(0, len(RULES.indicator), packs.MOST_FIGURES)
    ),
]
"""The usual one, and further ones until every indicator is in one."""


def _drafts() -> list[Framework]:
    """Who tries drafts could try policies that hide nothing, other sectors, other cut-offs, other targets."""
    loose = [
        one.model_copy(
            update={"smallest_shown": 1, "smallest_base": 0, "all_or_nothing_base": 0, "fewest_services": 0}
            | {"complement": False}
        )
        for one in RULES.policies
    ]
    moved = [one.model_copy(update={"sector": "SEC2"} if one.id == "SV12" else {}) for one in RULES.services]
    cut_offs = RULES.outcome_rules.model_copy(update={"moving": 40, "moving_well": 90, "least_services": 0.1})
    aimed = [
        one.model_copy(update={"targets": tuple(aim.model_copy(update={"value": 33}) for aim in one.targets)})
        for one in RULES.indicators
    ]
    changed: list[dict[str, Any]] = [
        {"policies": tuple(loose)},
        {"services": tuple(moved)},
        {"outcome_rules": cut_offs},
        {"indicators": tuple(aimed)},
    ]
    return [from_json(to_json(RULES.model_copy(update=each))) for each in changed]


TOLD_ON_PURPOSE = re.compile(r"\.(stage_id|claimed_stage_id|review_due|features|too_few_apply|blocks)\b|\.stages\[")
"""The steps of the roadmap and what the next one waits for; `impact.audit.reaching` knows what these tell."""

Pair = tuple[Sources, Sources]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    home, into = tmp_path_factory.mktemp("kept"), tmp_path_factory.mktemp("others") / "record"
    one = records.small_record(home)
    view, agenda = view_on(RULES.id, records.TODAY, None, LEADER), [item.id for item in default_agenda(RULES)]
    minutes.begin(one, view, agenda, answers.version(one, RULES.id), "clerk to the board", records.NOW)
    minutes.write_down(one, view, "decision", "Ask again in spring", "clerk to the board", records.NOW)
    many = with_other_numbers(one, view_on(RULES.id, records.TODAY), DAYS, home, into, seed=1)
    assert many > 500
    other, events = open_sources(into), gate._events
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(gate, "_events", lambda _, view: events(one, view))  # what is hidden is decided once, and kept
        yield one, other
    one.engine.dispose()
    other.engine.dispose()


ASKED: dict[str, Any] = {
    "figures": lambda s, v: answers.figures(s, v).frame,
    "stories": lambda s, v: answers.stories(s, v, [(one, *place) for one in FEW for place in PLACES]),
    "story": lambda s, v: answers.story(s, v, RULES.indicator["W02"], "service", "SV05"),
    "beside_headline": lambda s, v: [answers.beside_headline(s, v, one) for one in FEW[:4]],
    "equity_gap": lambda s, v: [answers.equity_gap(s, v, one) for one in FEW[:4]],
    "trace": lambda s, v: [_traced(s, v, one) for one in KEYS],
    "trace_node": lambda s, v: [trace_node(s, v, RULES.indicator[one].node) for one in ("W01", "W02")],
    "trace_stage": lambda s, v: [trace_stage(s, v, one) for one in ("SV05", "SV20")],
    "targets_then": lambda s, v: [targets_then(answers.story(s, v, RULES.indicator[one]), v.today) for one in FEW],
    "over_time": lambda s, v: [over_time(answers.figures(s, v), RULES, v.today, *place) for place in PLACES[::3]],
    "funnel": lambda s, v: [funnel(answers.figures(s, v), RULES.indicator[one], RULES) for one in FEW],
    "changes": lambda s, v: changes(s, *(view_on(RULES.id, records.TODAY, day, LEADER) for day in DAYS)),
    "moves": lambda s, v: _moves(s, *(view_on(RULES.id, records.TODAY, day, LEADER) for day in DAYS)),
    "boards": boards,
    "feeds": lambda s, v: [feeds(s, replace(v, viewer=PROGRAMME), *one) for one in _first_rows(s, v)],
    "what_if": lambda s, v: [what_if(s, replace(v, viewer=PROGRAMME), draft) for draft in _drafts()],
    "data_quality": lambda s, v: [asked(s, v) for asked in (checked, expectations, traps)],
    "meetings": lambda s, v: [meetings(s, v), written(s, v)],
    "packs": lambda s, v: [
        (packs.numbers_of(one), packs.texts_of(one)) for one in (packs.contents(s, v, chosen) for chosen in PACKS)
    ],
    **{
        name: (lambda s, v, name=name: getattr(answers, name)(s, v))
        for name in (
            *("bright_spots", "calendar", "nodes", "pointed_to", "publications", "received", "returns_calendar"),
            *("since", "stages", "stages_over_time", "waiting_doubts", "where_stuck", "locked"),
        )
    },
}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", sorted(ASKED))
def test_no_answer_tells_of_a_hidden_number(both: Pair, name: str, day: date) -> None:
    view = view_on(RULES.id, records.TODAY, day, LEADER)

    one, other = (dict(said(ASKED[name](sources, view))) for sources in both)

    differing = [(place, one.get(place), other.get(place)) for place in {**one, **other} if _differ(place, one, other)]
    assert [each for each in differing if not TOLD_ON_PURPOSE.search(each[0])] == []


COMMANDS = {
    "figures": ["--scope", "service"],
    "outcomes": [],
    "stuck": [],
    "due": ["--all"],
    "bright-spots": ["--pointers"],
    "like-for-like": ["S01"],
    "equity": ["S01"],
    "trace": ["--indicator", "W01", "--scope", "service", "--of", "SV05"],
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_no_command_prints_other_words_for_other_hidden_numbers(both: Pair, command, monkeypatch) -> None:
    monkeypatch.setattr(shared, "now", lambda: records.NOW)
    homes = [str(sources.engine.url.database).removesuffix("/record.sqlite") for sources in both]

    one, other = (
        CliRunner().invoke(app, [command, *COMMANDS[command], "--format", "json", "--home", home]) for home in homes
    )

    assert one.exit_code in (0, 1), one.output
    assert one.output == other.output


def test_what_has_not_passed_the_gate_would_differ(both: Pair) -> None:
    view = View(RULES.id, records.TODAY)

    one, other = (dict(said(computed(sources, view, RULES))) for sources in both)

    assert sum(_differ(place, one, other) for place in one) > 500
    assert sum(_differ(place, one, other) for place in one if place.endswith("[share]")) > 50


def test_the_words_of_outcomes_would_differ_had_their_figures_not_passed_the_gate(both: Pair) -> None:
    view = View(RULES.id, records.TODAY)

    one, other = (outcomes(computed(sources, view, RULES), RULES, view.today) for sources in both)

    assert [was.word for was in one] != [now.word for now in other]


def _moves(sources: Sources, earlier: View, later: View) -> Any:
    nodes, stages = (tuple(ask(sources, view) for view in (earlier, later)) for ask in (answers.nodes, answers.stages))
    return moves(sources, earlier, later, nodes, stages)


def _first_rows(sources: Sources, view: View) -> list[tuple[int, str]]:
    """A line of some returns."""
    numbers = answers.received(sources, view)["id"].tolist()
    return [(number, str(2 + 5 * at)) for at, number in enumerate(numbers[:: len(numbers) // 4])]


def _traced(sources: Sources, view: View, key: answers.FigureKey) -> Any:
    try:
        return answers.trace(sources, view, key)
    except answers.UnknownFigure as nothing:
        return str(nothing)


def _differ(place: str, one: dict[str, str], other: dict[str, str]) -> bool:
    return one.get(place) != other.get(place)


def said(one: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Everything that an answer holds, each with its place in it; numbers to ten digits."""
    if isinstance(one, pl.DataFrame | pd.Series):
        one = one.to_pandas() if isinstance(one, pl.DataFrame) else one.to_frame()
    if isinstance(one, pd.DataFrame):
        one = one.to_dict("records")
    if isinstance(one, dict):
        for key, part in one.items():
            yield from said(part, f"{place}[{key}]")
    elif isinstance(one, list | tuple):
        for at, part in enumerate(one):
            yield from said(part, f"{place}[{at}]")
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            if field.name != "detail":  # read by `why` alone, by those who may
                yield from said(getattr(one, field.name), f"{place}.{field.name}")
    else:
        in_order = sorted(one) if isinstance(one, set | frozenset) else one
        yield place, f"{one:.10g}" if isinstance(one, float) else str(in_order)
