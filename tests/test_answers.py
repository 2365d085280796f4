"""Every answer comes through the gate, and every figure leads back to the cells that add up to it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import answers, store
from impact.answers import FigureKey, Sources, UnknownFigure, UnknownFramework, View, results
from impact.answers.figures import computed
from impact.framework import Framework, from_json, load, to_json
from impact.loading import load_place
from impact.metrics import rollup
from impact.metrics.criteria import MET, NOT_MET
from impact.metrics.hidden_start import start_is_hidden
from impact.metrics.outcomes import NOT_ENOUGH_EVIDENCE, outcomes
from impact.reading import read_table
from impact.sources import end_of, view_on
from records import BOROUGH, CHILDREN, NOW, TODAY, small_record, trimmed

VIEW = View("trauma-informed-borough", TODAY)
PERIOD = (date(2026, 7, 1), "quarter")
SHOWN = ("numerator", "denominator", "value", "n", "sd", "asked")


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    return small_record(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def rules(record: Sources) -> Framework:
    return answers.framework(record, VIEW)


def test_two_services_are_pooled_and_not_averaged(record):
    figure = answers.figures(record, VIEW, ["S01"], ("sector",)).one("S01", "sector", "SEC1").frame.iloc[-1]

    assert figure[["numerator", "denominator", "value"]].tolist() == [388, 605, 100 * 388 / 605]


@pytest.mark.parametrize(
    ("indicator", "kind", "scope", "sentence"),
    [
        (
            "S01",
            "sector",
            "SEC4",
            "People who felt heard, valued and understood: 82.4% of people who answered in Jul to Sep 2026 "
            "(66.5 to 91.7), up from 68.8% in Jul to Sep 2025, which could be chance. The target is 85%.",
        ),
        (
            "P12",
            "whole",
            "",
            "Hospital admissions for self-harm, ages 10 to 24: 417 per 100,000, age-standardised in 2017/18, up from "
            "380 per 100,000 in 2016/17, with too little data to say whether that is a change. The target is 421 per "
            "100,000 or less.",
        ),
        ("S01", "sector", "SEC8", "People who felt heard, valued and understood: no figure yet."),
    ],
)
def test_a_story_says_how_much_when_beside_what_and_what_is_aimed_for(record, rules, indicator, kind, scope, sentence):
    story = answers.story(record, VIEW, rules.indicator[indicator], kind, scope)

    assert story.sentence == sentence


def test_stories_told_together_are_the_stories_told_one_by_one(record, rules):
    wanted = [("S01", "sector", "SEC6"), ("W01", "whole", ""), ("S01", "service", "SV20")]

    together = answers.stories(record, VIEW, wanted)

    for one, kind, scope in wanted:
        alone = answers.story(record, VIEW, rules.indicator[one], kind, scope)
        assert (together[one, kind, scope].sentence, together[one, kind, scope].target) == (
            alone.sentence,
            alone.target,
        )


def test_a_target_set_from_a_hidden_start_is_not_told(record, rules):
    hidden = {
        (row.indicator_id, row.scope_kind, row.scope_id)
        for row in answers.figures(record, VIEW).frame.itertuples()
        if row.hidden and rules.indicator[row.indicator_id].scored
    }
    relative = sorted(
        key
        for key in hidden
        if (target := rules.indicator[key[0]].target(TODAY)) and target.style in ("improve_by", "improve_by_percent")
    )
    assert relative

    told = answers.stories(record, VIEW, relative)

    starts = {key: start_is_hidden(one.series.frame, rules.indicator[key[0]]) for key, one in told.items()}
    assert {told[key].target for key, hidden in starts.items() if hidden} == {None}
    assert any(told[key].target is not None for key, hidden in starts.items() if not hidden)


def test_a_level_to_aim_for_is_told_in_the_first_year_too(record, rules):
    early = view_on(VIEW.framework_id, TODAY, date(2024, 5, 1))

    story = answers.story(record, early, rules.indicator["S01"], "sector", "SEC1")

    assert (len(story.series.frame), story.target) == (2, 85)


def states(record: Sources, view: View, service: str) -> dict[str, str]:
    return {one.period.code: one.state for one in answers.calendar(record, view) if one.service_id == service}


@pytest.mark.parametrize(
    ("service", "period", "day", "state"),
    [
        ("SV12", "2026-27 Q2", date(2026, 10, 30), "due"),
        ("SV12", "2026-27 Q2", date(2026, 10, 31), "late"),
        ("SV19", "2026-27 Q2", date(2026, 10, 16), "received"),
        ("SV19", "2026-27 Q2", date(2026, 10, 15), "due"),
        ("SV21", "2025-26 Q2", date(2025, 11, 20), "late"),
        ("SV21", "2025-26 Q2", TODAY, "received late"),
        ("SV02", "2025-26 Spring", TODAY, "received"),
    ],
)
def test_a_return_is_due_then_late_and_received_or_received_late(record, service, period, day, state):
    assert states(record, view_on(VIEW.framework_id, TODAY, day), service)[period] == state


def test_a_period_that_has_not_ended_is_not_asked_for(record):
    assert "2026-27 Q3" not in states(record, VIEW, "SV19")
    assert "2026-27 Q2" not in states(record, view_on(VIEW.framework_id, TODAY, date(2026, 9, 29)), "SV19")


def test_the_first_receipt_outlives_a_revision(record):
    (spring,) = (
        one for one in answers.calendar(record, VIEW) if (one.service_id, one.period.code) == ("SV02", "2025-26 Spring")
    )

    files = answers.received(record, VIEW).set_index("id").filename

    assert files[spring.submission_id] == "SV02_2025-26-Spring.csv"
    assert spring.received.date() == date(2026, 4, 20)
    assert spring.days_late == 0
    assert "SV02_2025-26-Spring_revised.csv" in set(files)


def test_days_late_are_counted_from_the_day_it_was_due(record):
    (late,) = (one for one in answers.calendar(record, VIEW) if one.state == "received late")

    assert (late.service_id, late.due, late.days_late) == ("SV21", date(2025, 10, 30), 22)


def test_returns_are_listed_newest_first_as_known_at_the_moment(record):
    then = answers.received(record, view_on(VIEW.framework_id, TODAY, date(2026, 6, 1)))

    assert then.received_at.is_monotonic_decreasing
    assert "SV02_2025-26-Spring.csv" in set(then.filename)
    assert "SV02_2025-26-Spring_revised.csv" not in set(then.filename)


def key_of(row) -> FigureKey:
    return FigureKey(row.indicator_id, row.scope_kind, row.scope_id, row.period_start.date(), row.period_kind)


Figures = list[tuple[FigureKey, dict[str, float]]]


@pytest.fixture(scope="module")
def ungated(record: Sources, rules: Framework) -> Figures:
    """Every figure before the gate, which here alone may be looked at: the sums are held to the cells."""
    frame = results.computed(record, VIEW, rules)
    return [(key_of(row), row._asdict()) for row in frame.itertuples(index=False)]


def sent(record: Sources, row) -> dict[str, str]:
    """The line of the original file that an observation names, read again from the bytes that were kept."""
    name, content = store.original(record.engine, row.submission_id)
    table = read_table(content, name)
    (line,) = table.rows.filter(pl.col("line") == row.line).to_dicts()
    letters = dict(zip(table.letters, table.keys, strict=True))
    assert name == row.filename
    assert int(row.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) == row.line
    return {**line, "": line[letters[row.cell.rstrip("0123456789")]]}


def held_to_its_cells(record: Sources, key: FigureKey, figure: dict[str, float]) -> None:
    found = answers.trace(record, VIEW, key)
    rows = [sent(record, row) for row in found.rows.frame.itertuples()]
    counted = [row for row in rows if row["numerator"] and row["denominator"]]
    if figure["numerator"] == figure["numerator"] and found.indicator.measure in ("proportion", "rate"):
        assert sum(float(row["numerator"]) for row in counted) == figure["numerator"]
        assert sum(float(row["denominator"]) for row in counted) == figure["denominator"]
    elif found.indicator.measure == "count" and figure["value"] == figure["value"]:
        assert sum(float(row["value"]) for row in rows if row["value"]) == figure["value"]
    elif found.indicator.measure == "mean" and figure["n"] == figure["n"]:
        assert sum(float(row["n"]) for row in rows if row["n"]) == figure["n"]
    assert {row["indicator_id"] for row in rows} == {key.indicator_id}
    assert rows


@settings(deadline=None, max_examples=20)
@given(data=st.data())
def test_a_trace_leads_to_exactly_the_cells_that_add_up_to_the_figure(record, ungated, data):
    key, figure = data.draw(st.sampled_from(ungated))

    held_to_its_cells(record, key, figure)


def the_first(figures: Figures, wanted: Callable[[FigureKey, dict[str, float]], bool]) -> tuple[FigureKey, dict]:
    return next((key, figure) for key, figure in figures if wanted(key, figure))


@pytest.mark.parametrize(
    "wanted",
    [
        lambda key, figure: figure["carried"] > 0 and key.scope_kind == "whole" and figure["numerator"] > 0,
        lambda key, figure: key.indicator_id.startswith("P") and key.scope_kind == "whole" and figure["numerator"] > 0,
        lambda key, figure: key.indicator_id == "P12" and key.scope_kind == "area",
        lambda key, figure: key.period_kind == "term" and key.scope_kind == "service",
        lambda key, figure: key.indicator_id == "S02" and key.scope_kind == "sector",
        lambda key, figure: key.indicator_id == "S07" and key.scope_kind == "sector",
    ],
    ids=["carried spring term", "published counts", "published value", "term", "mean", "count"],
)
def test_each_kind_of_figure_leads_to_its_cells(record, ungated, wanted):
    held_to_its_cells(record, *the_first(ungated, wanted))


def test_a_carried_term_is_traced_to_the_term_it_was_sent_for(record, ungated):
    key, _ = the_first(ungated, lambda key, figure: figure["carried"] > 0 and key.scope_kind == "whole")

    rows = answers.trace(record, VIEW, key).rows.frame

    older = rows[rows.period_start.dt.date < key.period_start]
    assert set(older.period_kind) == {"term"}
    assert set(rows[rows.period_kind == "quarter"].period_start.dt.date) == {key.period_start}


def test_a_row_that_could_show_a_person_stays_hidden_in_a_trace(record):
    found = answers.trace(record, VIEW, FigureKey("S01", "sector", "SEC6", *PERIOD))

    rows = found.rows.frame.set_index("service_id")
    assert rows.hidden["SV20"].startswith("Hidden: ")
    assert rows.loc["SV20", list(SHOWN)].isna().all()
    assert (rows.loc["SV20", "filename"], rows.loc["SV20", "note"]) == ("SV20_2026-27-Q2.csv", "")


def test_a_trace_shows_no_row_whose_own_figure_is_hidden(record):
    hidden = answers.figures(record, VIEW, ["S01"], ("service",)).frame
    of_period = hidden[(hidden.period_start.dt.date == PERIOD[0]) & (hidden.hidden != "")]

    rows = answers.trace(record, VIEW, FigureKey("S01", "whole", "", *PERIOD)).rows.frame

    assert len(of_period)
    assert set(of_period.scope_id) <= set(rows[rows.hidden != ""].service_id)


def test_a_figure_traced_is_the_figure_shown(record):
    key = FigureKey("S01", "sector", "SEC6", *PERIOD)

    traced = answers.trace(record, VIEW, key).figure.frame.iloc[0]

    shown = answers.figures(record, VIEW, ["S01"]).one("S01", "sector", "SEC6").frame.iloc[-1]
    assert traced.equals(shown)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (FigureKey("S99", "whole", "", *PERIOD), "no indicator 'S99'. Did you mean S09?"),
        (FigureKey("S01", "sector", "SEC6", date(2031, 4, 1), "quarter"), "There is no figure for"),
        (FigureKey("S01", "sector", "SEC8", *PERIOD), "There is no figure for"),
    ],
)
def test_a_figure_that_was_never_made_is_refused_in_a_sentence(record, key, said):
    with pytest.raises(UnknownFigure, match=said):
        answers.trace(record, VIEW, key)


def test_no_answer_gives_the_number_of_a_hidden_part(record, rules, monkeypatch):
    strict = tuple(one.model_copy(update={"smallest_shown": 10_000_000}) for one in rules.policies)
    hiding = from_json(to_json(rules.model_copy(update={"policies": strict})))
    monkeypatch.setattr(results, "framework", lambda *_: hiding)
    numbers = ("value", "lower", "upper", "progress", "progress_lower", "progress_upper")

    nodes = answers.nodes(record, VIEW)

    parts = [part for node in nodes for part in node.parts if part.is_hidden and counted(rules, part.indicator_id)]
    assert parts
    assert all(getattr(part, name) != getattr(part, name) for part in parts for name in numbers)
    assert not any(part.used for node in nodes for part in node.parts if counted(rules, part.indicator_id))
    assert {node.word for node in nodes if all(part in parts for part in node.parts)} <= {"", NOT_ENOUGH_EVIDENCE}


def counted(rules: Framework, indicator: str) -> bool:
    return rules.indicator[indicator].measure in ("proportion", "rate")


def test_nothing_is_left_out_of_an_outcome_whose_parts_may_be_shown(record, rules):
    before_the_gate = outcomes(computed(record, VIEW, rules), rules, TODAY)

    pairs = list(zip(answers.nodes(record, VIEW), before_the_gate, strict=True))

    hidden = [one for one, _ in pairs if any(part.is_hidden for part in one.parts)]
    assert {one.node_id for one in hidden} == {"MO3", "MO6", "OP1"}
    assert all(one.word == other.word for one, other in pairs if one not in hidden)
    assert any(one.score == one.score for one, _ in pairs)


def test_the_values_behind_a_stage_are_hidden_where_the_figure_is(record, rules):
    refs = {one.id: one.ref for one in rules.criteria if one.kind == "indicator"}
    frame = answers.figures(record, VIEW, scopes=("service",)).frame
    gone = frame[frame.hidden != ""]
    hidden = set(zip(gone.scope_id, gone.indicator_id, gone.period_end.dt.date, strict=True))

    told = [
        (one.value, one.result, one.criterion_id in stage.blocks)
        for stage in answers.stages(record, VIEW)
        for one in stage.criteria
        if one.value is not None and (stage.service_id, refs.get(one.criterion_id), one.when) in hidden
    ]

    assert told
    assert all(value != value and result not in (MET, NOT_MET) and not blocks for value, result, blocks in told)


def test_every_service_taking_part_has_a_stage(record, rules):
    assert [one.service_id for one in answers.stages(record, VIEW)] == [one.id for one in rules.services]


def test_a_record_that_knows_no_framework_says_how_to_load_one(tmp_path: Path):
    with pytest.raises(UnknownFramework, match=r"The record is empty.*impact load"):
        answers.figures(answers.open_sources(tmp_path), VIEW)


def test_a_misspelt_framework_is_answered_with_the_nearest(record):
    with pytest.raises(UnknownFramework, match="Did you mean 'trauma-informed-borough'"):
        answers.framework(record, replace(VIEW, framework_id="trauma-informed-boro"))


def test_a_framework_without_any_return_is_answered_calmly(tmp_path: Path):
    sources = answers.open_sources(tmp_path)
    rules = answers.adopt(sources, BOROUGH, NOW)

    assert answers.figures(sources, VIEW).frame.empty
    assert answers.received(sources, VIEW).empty
    assert {one.word for one in answers.nodes(sources, VIEW)} <= {"", "not enough evidence yet"}
    assert answers.story(sources, VIEW, rules.indicator["S01"]).sentence.endswith("no figure yet.")
    assert {one.state for one in answers.calendar(sources, VIEW)} == {"late"}
    assert len(answers.stages(sources, VIEW)) == len(rules.services)


def test_before_the_first_return_there_is_nothing_and_no_error(record):
    early = view_on(VIEW.framework_id, TODAY, date(2015, 1, 1))

    assert answers.figures(record, early).frame.empty
    assert answers.calendar(record, early) == []
    assert answers.received(record, early).empty


@pytest.fixture(scope="module")
def children(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    home = tmp_path_factory.mktemp("children")
    files = ("injuries.csv", "populations.csv")
    returns = trimmed(CHILDREN / "returns", home / "returns", lambda row: row["file"] in files)
    sources = answers.open_sources(home)
    assert all(receipt.kept for receipt in load_place(sources, CHILDREN, [returns], NOW))
    return sources


def test_another_framework_runs_through_every_answer(children):
    view = View("england-children", TODAY)
    rules = answers.framework(children, view)

    frame = answers.figures(children, view).frame
    stories = [answers.story(children, view, one) for one in rules.indicators]
    rows = frame[frame.value.notna()].groupby("scope_kind").head(1)
    traces = [answers.trace(children, view, key_of(row)) for row in rows.itertuples()]

    assert set(frame.scope_kind) >= {"whole", "sector", "service"}
    assert all(story.sentence.startswith(story.indicator.title) for story in stories)
    assert any(story.target is not None or len(story.series.frame) for story in stories)
    assert [len(one.rows.frame) > 0 for one in traces] == [True] * len(traces)
    assert len(answers.nodes(children, view)) == len(rules.nodes)
    assert answers.stages(children, view) == ()
    assert {one.service_id for one in answers.calendar(children, view)} <= set(rules.service)
    assert len(answers.received(children, view)) == 2
    assert answers.publications(children, view)


def test_two_frameworks_in_one_record_are_kept_apart(children, tmp_path: Path):
    rules = load(BOROUGH)
    store.keep_framework(children.engine, rules.id, "other", rules.effective, to_json(rules), NOW)

    assert answers.figures(children, VIEW).frame.empty
    assert set(answers.framework_titles(children)) == {"england-children", "trauma-informed-borough"}


def test_a_day_ends_at_midnight_in_the_united_kingdom():
    assert end_of(date(2026, 7, 1)) == datetime.fromisoformat("2026-07-01T22:59:59.999999+00:00")
    assert end_of(date(2026, 12, 1)) == datetime.fromisoformat("2026-12-01T23:59:59.999999+00:00")


def test_figures_of_one_scope_are_the_same_as_among_all(record):
    alone = answers.figures(record, VIEW, ["W01"], ("sector",)).frame.reset_index(drop=True)

    every = answers.figures(record, VIEW, ["W01"]).frame
    assert alone.equals(every[every.scope_kind == "sector"].reset_index(drop=True))
    assert set(every.scope_kind) < set(rollup.EVERY_SCOPE)
