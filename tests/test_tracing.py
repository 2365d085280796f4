"""Every figure, outcome and stage walks back to rows, as far as its reader may see them, and every row walks forth."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from doubted import FIRST, RULES, doubt, doubt_ids, record, row, send
from impact import answers, periods, store
from impact.access import Viewer
from impact.answers.feeds import Feeds, feeds
from impact.answers.lineage import FigureKey, UnknownFigure
from impact.answers.results_traced import trace_node, trace_stage
from impact.answers.submission import UnknownReturn
from impact.cli import app, shared
from impact.sources import Sources, View, end_of
from impact.words.feeding import COUNTS, REPLACED, UNUSED, WITHDRAWN, feeds_sentence, row_text
from impact.words.lineage import behind_sentence

Q2 = periods.parse("2026-27 Q2")
SERVICES = ("SV05", "SV06", "SV07", "SV08")
TODAY = date(2026, 11, 22)
VIEW = View(RULES.id, TODAY)
NODE = RULES.indicator["W01"].node
KEY = FigureKey("W01", "sector", "SEC2", Q2.start, Q2.kind)
LEADER, ANALYST, CHAMPION = Viewer("leader"), Viewer("analyst", ("SV05",)), Viewer("champion")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sources]:
    """Four services of one sector with half of their staff trained, one of them by evidence too; SV06 revised it."""
    opened = record(tmp_path_factory.mktemp("record"))
    for service in SERVICES:
        rows = [row(2, "W01", 50, 100, service_id=service), row(3, "W02", 3, 40, service_id=service)]
        send(opened, rows, doubt(2), content=service.encode())
    send(opened, [row(2, "W01", 60, 100, service_id="SV06")], day=1)
    evidence = {"numerator": None, "denominator": None, "value": 1.0, "note": "Minuted.", "service_id": "SV05"}
    some = row(3, "W01", 20, 40, service_id="SV05", breakdown="women")
    send(opened, [row(2, "E01", 0, 0) | evidence, some], day=2)
    store.explain(opened.engine, doubt_ids(opened, 1)[0], "A new course.", "Ann Lee", FIRST + timedelta(days=3))
    gone = send(opened, [row(2, "L04", 5, 9, service_id="SV07")], day=4)
    store.withdraw(opened.engine, gone, "Wrong sheet.", "Ann Lee", FIRST + timedelta(days=5))
    yield opened
    opened.engine.dispose()


def of(viewer: Viewer) -> View:
    return View(RULES.id, TODAY, None, viewer)


def test_a_figure_walks_back_to_its_outcome_its_rows_and_what_was_said_of_them(sources):
    found = answers.trace(sources, VIEW, KEY)

    rows = found.rows.frame
    explained = {one: asked.explanation.reason for one, asked in found.asked.items() if asked.explanation}
    assert (found.node_id, found.behind.rows, found.behind.hidden, found.behind.closed) == (NODE, 4, 0, 0)
    assert rows["numerator"].sum() == found.figure.frame["numerator"].iloc[0] == 210
    assert dict(zip(rows["service_id"], rows["submission_id"], strict=True)) == {
        "SV05": 1,
        "SV06": 5,
        "SV07": 3,
        "SV08": 4,
    }
    assert explained == {rows["observation_id"].iloc[0]: "A new course."}
    assert [asked.waiting for asked in found.asked.values() if not asked.explanation] == [("unusually-low",)] * 2


@pytest.mark.parametrize(
    ("viewer", "seen", "closed"),
    [(Viewer(), 4, 0), (CHAMPION, 4, 0), (ANALYST, 1, 3), (Viewer("analyst"), 4, 0), (LEADER, 0, 4)],
)
def test_an_analyst_sees_the_rows_of_the_service_and_a_leader_how_many(sources, viewer, seen, closed):
    found = answers.trace(sources, of(viewer), KEY)

    assert (len(found.rows.frame), found.behind.rows, found.behind.closed) == (seen, 4, closed)
    assert set(found.asked) <= set(found.rows.frame["observation_id"])


def test_where_all_is_hidden_it_is_said_how_much_and_nothing_else(sources):
    found = answers.trace(sources, VIEW, FigureKey("W02", "sector", "SEC2", Q2.start, Q2.kind))

    assert (found.behind.rows, found.behind.hidden) == (4, 4)
    assert found.rows.frame[["numerator", "denominator", "value"]].isna().all().all()
    assert found.asked == {}


def test_an_outcome_walks_back_to_the_figures_it_is_judged_by(sources):
    found = trace_node(sources, VIEW, NODE)

    (shown,) = [one for one in answers.nodes(sources, VIEW) if one.node_id == NODE]
    assert repr(found.result) == repr(shown)
    assert set(found.figures) == {one.id for one in RULES.indicators_of(NODE)}
    for part in found.result.parts:
        key = found.figures[part.indicator_id]
        assert (key is None) == (part.period is None)
        assert key is None or len(answers.trace(sources, VIEW, key).figure.frame) == 1


@pytest.mark.parametrize(
    ("viewer", "seen"), [(Viewer(), {"W01", "W02", "E01"}), (ANALYST, {"W01", "W02", "E01"}), (LEADER, set())]
)
def test_a_stage_walks_back_to_the_rows_it_was_judged_by(sources, viewer, seen):
    found = trace_stage(sources, of(viewer), "SV05")

    judged = {criterion.ref for criterion, result in found.judged if result.when is not None}
    assert set(found.rows.frame["indicator_id"]) == (judged & seen)
    assert found.behind.rows == len(judged)
    assert found.rows.frame.loc[found.rows.frame["hidden"] != "", "numerator"].isna().all()


def keys(one: Feeds) -> list[tuple[str, str]]:
    return [(key.scope_kind, key.scope_id) for key in one.figures]


def test_a_row_walks_forth_to_all_it_enters(sources):
    (found,) = feeds(sources, VIEW, 1, "2")

    criteria = {one.id for one in RULES.criteria if one.ref == "W01"}
    assert (found.becomes, found.cell, found.period) == (COUNTS, "E2", Q2)
    assert keys(found) == [("whole", ""), ("sector", "SEC2"), ("service", "SV05")]
    assert [one.node_id for one in found.nodes] == [NODE]
    assert {one.criterion_id for one in found.criteria} == criteria
    assert {one.judged for one in found.criteria} == {True}
    assert found.stage_id == next(one.stage_id for one in answers.stages(sources, VIEW) if one.service_id == "SV05")


def test_every_figure_that_a_row_enters_walks_back_to_it_and_no_other_does(sources):
    """Forth and back agree, for each row that counts and each figure there is."""
    every = answers.figures(sources, VIEW).frame
    back = {}
    for one in every.itertuples():
        key = FigureKey(one.indicator_id, one.scope_kind, one.scope_id, one.period_start.date(), one.period_kind)
        rows = answers.trace(sources, VIEW, key).rows.frame
        for number, line in zip(rows["submission_id"], rows["line"], strict=True):
            back.setdefault((number, line), set()).add(key)

    forth = {place: set(feeds(sources, VIEW, place[0], str(place[1]))[0].figures) for place in back}

    assert forth == back
    assert len(back) == 8


@pytest.mark.parametrize(
    ("number", "place", "becomes", "instead"),
    [
        (2, "2", REPLACED, 5),
        (5, "e2", COUNTS, None),
        (6, "3", UNUSED, None),
        (6, "E2", COUNTS, None),
        (7, "2", WITHDRAWN, None),
    ],
)
def test_what_becomes_of_a_row_is_said(sources, number, place, becomes, instead):
    (found,) = feeds(sources, VIEW, number, place)

    assert (found.becomes, found.instead) == (becomes, instead)
    assert bool(found.figures or found.criteria) == (becomes == COUNTS)


def test_an_earlier_day_shows_what_a_row_entered_then(sources):
    then = View(RULES.id, FIRST.date(), end_of(FIRST.date()))

    (found,) = feeds(sources, then, 2, "2")

    assert (found.becomes, len(found.figures)) == (COUNTS, 3)


OPENED = "can be opened only by those who send, check or sign off its returns."
NOT_SENT = "There is no figure for"
BAD = [
    (
        lambda s: answers.trace(s, VIEW, FigureKey("W99", "whole", "", Q2.start, Q2.kind)),
        UnknownFigure,
        "no indicator 'W99'. Did you mean W09?",
    ),
    (
        lambda s: answers.trace(s, VIEW, FigureKey("W01", "whole", "", date(2019, 4, 1), "quarter")),
        UnknownFigure,
        NOT_SENT,
    ),
    (lambda s: answers.trace(s, VIEW, FigureKey("W01", "service", "SV99", Q2.start, Q2.kind)), UnknownFigure, NOT_SENT),
    (
        lambda s: answers.trace(s, View(RULES.id, date(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC)), KEY),
        UnknownFigure,
        NOT_SENT,
    ),
    (
        lambda s: trace_node(s, VIEW, "MO99"),
        UnknownFigure,
        "There is no outcome 'MO99' in this framework then.",
    ),
    (lambda s: trace_stage(s, VIEW, "SV99"), UnknownFigure, "There is no service 'SV99' in this framework then."),
    (
        lambda s: feeds(s, VIEW, 99, "2"),
        UnknownReturn,
        "There is no return number 99. Choose one in the list of returns.",
    ),
    (lambda s: feeds(s, VIEW, 1, "77"), UnknownReturn, "has no row at 77. Its rows stand in lines 2 to 3."),
    (lambda s: feeds(s, VIEW, 1, ""), UnknownReturn, "has no row at"),
    (
        lambda s: feeds(s, View(RULES.id, date(2020, 1, 1), datetime(2020, 1, 1, tzinfo=UTC)), 1, "2"),
        UnknownReturn,
        "There is no return number 1 by this day.",
    ),
    (lambda s: feeds(s, of(LEADER), 1, "2"), UnknownReturn, "Return 1 can be opened only by those who send"),
    (lambda s: feeds(s, of(ANALYST), 2, "2"), UnknownReturn, "Return 2 can be opened only by those who send"),
]


@pytest.mark.parametrize(("ask", "error", "sentence"), BAD)
def test_what_is_not_there_is_answered_in_a_sentence(sources, ask, error, sentence):
    with pytest.raises(error) as refused:
        ask(sources)

    assert sentence in str(refused.value)


def test_a_moment_that_has_not_come_shows_what_is_known(sources):
    future = View(RULES.id, date(2031, 1, 1), datetime(2031, 1, 1, tzinfo=UTC))

    assert answers.trace(sources, future, KEY).behind == answers.trace(sources, VIEW, KEY).behind
    assert feeds(sources, future, 1, "2")[0].figures == feeds(sources, VIEW, 1, "2")[0].figures


def test_before_the_first_return_an_outcome_and_a_stage_rest_on_nothing(sources):
    before = View(RULES.id, date(2024, 7, 1), end_of(date(2024, 7, 1)))

    assert set(trace_node(sources, before, NODE).figures.values()) == {None}
    assert trace_stage(sources, before, "SV05").behind.rows == 0


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((0, 0, 0), "No row stands behind it."),
        ((1, 0, 0), "1 row stands behind it."),
        ((24, 3, 0), "24 rows stand behind it, 3 of them hidden."),
        (
            (24, 3, 24),
            f"24 rows stand behind it, 3 of them hidden. All of them {OPENED}",
        ),
        (
            (24, 0, 1),
            f"24 rows stand behind it. 1 of them {OPENED}",
        ),
    ],
)
def test_how_many_rows_stand_behind_something(counts, sentence):
    assert behind_sentence(*counts) == sentence


def test_a_sentence_names_a_row():
    title, name = RULES.indicator["W01"].title, RULES.service["SV05"].name
    cell = row_text(12, "E5", "SV05", "W01", Q2, RULES)

    assert cell == f"Cell E5 of return 12 (“{title}”, Jul to Sep 2026, {name})"


@pytest.mark.parametrize(
    ("becomes", "instead", "sentence"),
    [
        (COUNTS, None, "X enters 3 figures, 1 outcome and no criterion of the roadmap."),
        (REPLACED, 14, "X enters nothing: it was replaced. Return 14 counts in its place."),
        (WITHDRAWN, None, "X enters nothing: its return was withdrawn."),
        (UNUSED, None, "X counts, and enters no figure: it is about some people only, or is not added up."),
    ],
)
def test_what_becomes_of_a_row_is_said_in_a_sentence(becomes, instead, sentence):
    assert feeds_sentence("X", becomes, instead, (3, 1, 0)) == sentence


def desk(monkeypatch: pytest.MonkeyPatch, sources: Sources, *words: str):
    for name in ("IMPACT_HOME", "IMPACT_FRAMEWORK", "IMPACT_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(shared, "now", lambda: datetime(2026, 11, 22, 12, tzinfo=UTC))
    home = Path(str(sources.engine.url.database)).parent
    return CliRunner().invoke(app, [*words, "--home", str(home)])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trace", "--indicator", "W01", "--of", "SEC2"), "4 rows stand behind it."),
        (("trace", "--indicator", "W01", "--of", "SEC2"), "A new course."),
        (("trace", "--node", NODE), f"({NODE}): "),
        (("trace", "--stage", "SV05"), "Health Visiting and School Nursing (SV05): "),
        (("feeds", "1:2"), "enters 3 figures, 1 outcome and"),
        (("feeds", "2:E2"), "enters nothing: it was replaced. Return 5 counts in its place."),
    ],
)
def test_a_desk_walks_back_and_forth(sources, monkeypatch, words, said):
    result = desk(monkeypatch, sources, *words)

    assert result.exit_code == 0
    assert said in result.stdout
    assert (
        json.loads(desk(monkeypatch, sources, *words, "--json").stdout, parse_constant=pytest.fail)["rows"] is not None
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("trace",), "Say what to walk back: a figure (--indicator), an outcome (--node) or a stage (--stage)."),
        (("trace", "--indicator", "W01", "--node", "SO1"), "Say what to walk back"),
        (("trace", "--node", "SO99"), "There is no outcome 'SO99'. There are: IN1"),
        (("trace", "--stage", "SV99"), "There is no service 'SV99'. Did you mean"),
        (
            ("trace", "--indicator", "W01", "--period", "2019-20 Q1"),
            "There is no figure for 2019-20 Q1. The nearest is",
        ),
        (("feeds", "x"), "'x' does not name a row. Write a return and a line or cell of its file: 12:5 or 12:E5."),
        (("feeds", "1:"), "'1:' does not name a row."),
        (("feeds", "99:2"), "There is no return number 99."),
        (("feeds", "1:2", "--as-at", "2015-01-01"), "There is no return number 1 by this day."),
    ],
)
def test_a_desk_is_answered_in_a_sentence(sources, monkeypatch, words, sentence):
    result = desk(monkeypatch, sources, *words)

    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (2, True)
    assert sentence in " ".join(result.output.split())
