"""What a preview says would move is what moves once the return is kept, and what is hidden cannot be had by trying."""

import random
import re
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest

from impact import answers, store
from impact.access import Viewer
from impact.answers.consequences import Consequences, consequences
from impact.answers.icons import chart_icons
from impact.answers.knowledge import Knowledge, knowledge
from impact.answers.lineage import FigureKey
from impact.columns import NUMBERS
from impact.disclosure import Protected
from impact.framework import Framework, from_json, to_json
from impact.metrics.outcomes import NodeResult
from impact.metrics.stages import ServiceStage
from impact.periods import QUARTER, containing
from impact.sources import Sources, View, open_sources
from impact.store import CLEAN_COLUMNS
from impact.words import value_text
from impact.words.consequences import FIRST, HIDDEN, NEW, SLIGHT, UNSAID, UNSAID_NEW
from impact.words.numbers import NO_FIGURE
from records import BOROUGH, NOW, small_record

TODAY = date(2027, 2, 1)
VIEW = View("trauma-informed-borough", TODAY)
LATER = NOW + timedelta(days=60)
JULY, OCTOBER = date(2026, 7, 1), date(2026, 10, 1)
NOTHING = "Nothing on the board's screens would change."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("record")
    small_record(folder).engine.dispose()
    return folder


@pytest.fixture
def record(home: Path) -> Sources:
    return open_sources(home)


@pytest.fixture
def scratch(home: Path, tmp_path: Path) -> Sources:
    """A copy of the record in which something may be kept."""
    return open_sources(Path(shutil.copytree(home, tmp_path / "scratch")))


@pytest.fixture(scope="module")
def known(home: Path) -> Knowledge:
    return knowledge(open_sources(home), VIEW)


@pytest.fixture(scope="module")
def answered(home: Path) -> "Answers":
    return every_answer(open_sources(home))


@pytest.fixture(scope="module")
def previews(home: Path, known: Knowledge) -> list[Consequences]:
    """What each random return would change, by its seed."""
    sources = open_sources(home)
    return [consequences(sources, VIEW, a_return(seed, known), known) for seed in SEEDS]


@dataclass(frozen=True)
class Answers:
    """What the screens are told: figures, outcomes and stages."""

    figures: Protected
    nodes: tuple[NodeResult, ...]
    stages: tuple[ServiceStage, ...]


def every_answer(sources: Sources) -> Answers:
    return Answers(answers.figures(sources, VIEW), answers.nodes(sources, VIEW), answers.stages(sources, VIEW))


def keep(sources: Sources, rows: pl.DataFrame, now: datetime = LATER) -> None:
    """Take a return in for good."""
    told = rows.write_csv().encode()
    parcel = store.Parcel(VIEW.framework_id, "f" * 64, "a desk", "an analyst", "q.csv", told, "utf-8", ",", rows)
    assert store.keep(sources.engine, parcel, now).is_new


def rows_of(known: Knowledge, service: str, start: date, *indicators: str) -> pl.DataFrame:
    """CLEAN ROWS: what is known of one service and period, as its next return would say it again."""
    at = (pl.col("service_id") == service) & (pl.col("period_start") == start)
    asked = pl.col("indicator_id").is_in(list(indicators)) if indicators else pl.lit(True)
    return known.counts.filter(at & asked).select(CLEAN_COLUMNS)


def one_quarter_on(rows: pl.DataFrame) -> pl.DataFrame:
    starts = rows["period_start"].to_list(), rows["period_kind"].to_list()
    following = [containing(start, kind).next() for start, kind in zip(*starts, strict=True)]
    days = {"period_start": [one.start for one in following], "period_end": [one.end for one in following]}
    return rows.with_columns(pl.Series(name, values) for name, values in days.items())


def said(found: Consequences) -> list[str]:
    parts = (found.figures, found.nodes, found.stages, found.icons, found.packs)
    return [one.sentence for part in parts for one in part]


SEEDS = range(10)


def a_return(seed: int, known: Knowledge) -> pl.DataFrame:
    """CLEAN ROWS of one or two senders: some rows changed, some as before, some of new periods, some only marks."""
    chance = random.Random(seed)
    senders = sorted(known.counts["service_id"].unique())
    services = [one for one in senders if one.startswith("SV")]
    asked = chance.sample(services, chance.choice([1, 1, 2])) if chance.random() < 0.85 else ["E08000005"]
    rows = known.counts.filter(pl.col("service_id").is_in(asked))
    newest = rows.filter(
        pl.col("period_end") >= rows["period_end"].max() - timedelta(days=chance.choice([1, 200, 2000]))
    )
    rows = newest.select(CLEAN_COLUMNS).sample(fraction=chance.choice([0.3, 0.8, 1.0]), seed=seed)
    by_return = rows.filter(pl.col("period_kind").is_in(["quarter", "term"]))
    if asked[0].startswith("SV") and by_return.height and chance.random() < 0.5:
        rows = one_quarter_on(by_return)
    rows = rows.unique(["service_id", "indicator_id", "period_start", "period_kind", "breakdown"], maintain_order=True)
    return pl.DataFrame([changed(row, chance) for row in rows.to_dicts()], schema=rows.schema)


def changed(row: dict, chance: random.Random) -> dict:
    kind = chance.choice(["same", "same", "a little", "a lot", "mark", "few", "note"])
    if kind == "mark":
        return row | dict.fromkeys(NUMBERS) | {"marker": chance.choice(["c", "x", "z"])}
    if kind == "note":
        return row | {"note": "said again"}
    times = {"same": 1.0, "a little": 1.07, "a lot": 0.4, "few": 0.0}[kind]
    told = {name: None if row[name] is None else float(round(row[name] * times)) for name in ("numerator", "value")}
    more = {"few": {"numerator": None if row["numerator"] is None else 3.0}}.get(kind, {})
    whole = row["indicator_id"].startswith("E") or kind == "same"
    made = row if whole else row | told | more
    high = made["denominator"]
    return made | {"numerator": min(made["numerator"], high)} if high is not None and made["numerator"] else made


def shown_texts(frame: pd.DataFrame, rules: Framework) -> dict[FigureKey, str]:
    """Every figure of a protected frame as a table shows it, but the home area's and those without a number or mark."""
    found = {}
    for row in frame.to_dict("records"):
        text = value_text(pd.Series(row), rules.indicator[row["indicator_id"]])
        key = (row["indicator_id"], row["scope_kind"], row["scope_id"], row["period_start"].date(), row["period_kind"])
        if text != NO_FIGURE and not (row["scope_kind"] == "area" and row["scope_id"] == rules.home.id):
            found[FigureKey(*key)] = text
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_said_to_move_is_what_moves_once_the_return_is_kept(seed, known, answered, previews, scratch):
    keep(scratch, a_return(seed, known))
    after = every_answer(scratch)

    found = previews[seed]

    figures_agree(found, *(shown_texts(one.figures.frame, known.rules) for one in (answered, after)))
    nodes_agree(found, answered.nodes, after.nodes)
    stages_agree(found, answered.stages, after.stages)
    before, now = (chart_icons(one.figures, known.rules, TODAY) for one in (answered, after))
    moved = {key: (before.get(key), now.get(key)) for key in before | now if before.get(key) != now.get(key)}
    moved = {key: pair for key, pair in moved.items() if key[:2] != ("area", known.rules.home.id)}
    keys = [(one.scope_kind, one.scope_id, one.indicator_id, one.period_kind) for one in found.icons]
    assert {key: (one.before, one.after) for key, one in zip(keys, found.icons, strict=True)} == moved


def figures_agree(found: Consequences, before: dict[FigureKey, str], after: dict[FigureKey, str]) -> None:
    untold = {one.key for one in found.figures if one.kind in (UNSAID, UNSAID_NEW)}
    moved = {
        key: (before.get(key, ""), after.get(key, "")) for key in before | after if before.get(key) != after.get(key)
    }
    assert {one.key: (one.before, one.after) for one in found.figures if one.seen} == {
        key: pair for key, pair in moved.items() if key not in untold
    }
    assert {before.get(key, "[c]") for key in untold} <= {"[c]", "[x]", "[z]"}
    still = [one for one in found.figures if one.kind in (HIDDEN, SLIGHT)]
    assert all(before[one.key] == after[one.key] == one.before == one.after for one in still)


def nodes_agree(found: Consequences, before: tuple[NodeResult, ...], after: tuple[NodeResult, ...]) -> None:
    words = {old.node_id: (old.word, new.word) for old, new in zip(before, after, strict=True)}
    untold = {one.node_id for one in found.nodes if not one.told}
    assert {one.node_id: (one.before, one.after) for one in found.nodes if one.told} == {
        node: pair for node, pair in words.items() if pair[0] != pair[1] and node not in untold
    }


def stages_agree(found: Consequences, before: tuple[ServiceStage, ...], after: tuple[ServiceStage, ...]) -> None:
    old, new = ({one.service_id: one for one in each} for each in (before, after))
    other = {service for service in new if standing(old[service]) != standing(new[service])}
    assert {one.service_id for one in found.stages} == other
    for one in found.stages:
        now = new[one.service_id]
        assert (one.before, one.after) == (old[one.service_id].stage_id, now.stage_id)
        assert (one.blocks, one.review_due) == (now.blocks, now.review_due)


def standing(stage: ServiceStage) -> tuple[object, ...]:
    return stage.stage_id, stage.claimed_stage_id, stage.review_due, stage.blocks


def test_the_random_returns_move_figures_outcomes_stages_charts_and_hidden_ones(previews):
    kinds = {one.kind for each in previews for one in each.figures}

    assert kinds >= {NEW, SLIGHT, HIDDEN, UNSAID, "changed", "marked"}
    assert any(each.nodes for each in previews)
    assert any(one.moves for each in previews for one in each.stages)
    assert any(each.icons for each in previews)


def test_a_figure_that_moves_is_said_with_its_scope_period_and_both_numbers(known, record):
    rows = rows_of(known, "SV19", JULY, "S01").with_columns(pl.col("numerator") + 5)

    found = consequences(record, VIEW, rows, known)

    title = known.rules.indicator["S01"].title
    sector = next(one for one in found.figures if one.key.scope_kind == "sector")
    name = known.rules.sector["SEC6"].name
    assert sector.sentence == f"{name}'s figure for “{title}” (Jul to Sep 2026) would change from 52.5% to 54.1%."
    assert [one.key.scope_kind for one in found.figures] == ["whole", "sector", "service"]
    assert found.sentence == "2 figures, no outcome and no stage would move. 1 more is hidden ([c]) and not told."


def test_the_whole_comes_first_then_sectors_then_services_in_the_frameworks_order(known, record):
    rows = pl.concat([rows_of(known, "SV21", JULY), rows_of(known, "SV05", JULY)]).with_columns(
        pl.col("numerator") * 0.5
    )

    found = consequences(record, VIEW, rows, known)

    kinds = ("whole", "sector", "service", "area")
    scopes, indicators = ["", *known.rules.sector, *known.rules.service], list(known.rules.indicator)
    keys = [one.key for one in found.figures]
    assert len(keys) > 60
    assert keys == sorted(
        keys,
        key=lambda key: (kinds.index(key.scope_kind), scopes.index(key.scope_id), indicators.index(key.indicator_id)),
    )


@pytest.mark.parametrize("other", ["", "a note"])
def test_a_return_that_says_what_is_known_changes_nothing(known, record, other):
    rows = rows_of(known, "SV05", JULY)

    found = consequences(record, VIEW, rows.with_columns(note=pl.lit(other)) if other else rows, known)

    assert (found.sentence, said(found)) == (NOTHING, [])


def test_a_change_too_small_to_be_read_is_counted_apart(known, record):
    rows = rows_of(known, "SV05", JULY, "S01").with_columns(pl.col("denominator") * 1.0001)

    found = consequences(record, VIEW, rows, known)

    assert found.sentence == f"{NOTHING} 3 figures would move by less than can be read."
    assert {one.kind for one in found.figures} == {SLIGHT}


def test_a_new_period_is_a_new_figure_and_the_first_of_all_is_called_so(known, record):
    ever = set(known.counts.filter(pl.col("service_id") == "SV05")["indicator_id"])
    never = next(one.id for one in known.rules.indicators if one.fed_by == "return" and one.id not in ever)
    counted = {"numerator": 30.0, "denominator": 50.0, "value": 40.0, "n": 50.0}
    cells = [pl.lit(told).alias(name) for name, told in {"indicator_id": never, **counted}.items()]
    first = rows_of(known, "SV05", JULY, "S01").with_columns(cells)

    found = consequences(record, VIEW, pl.concat([one_quarter_on(rows_of(known, "SV05", JULY, "S01")), first]), known)

    kinds = {(one.key.indicator_id, one.key.scope_kind): one.kind for one in found.figures}
    assert {kinds["S01", kind] for kind in ("whole", "sector", "service")} == {NEW}
    assert kinds[never, "service"] == FIRST
    assert all(one.before == "" for one in found.figures if one.kind in (NEW, FIRST))


def test_a_number_replaced_by_a_mark_and_a_first_mark_are_said_by_their_mark(known, record):
    mark = {**dict.fromkeys(NUMBERS), "marker": "x"}
    rows = rows_of(known, "SV05", JULY, "S01").with_columns(pl.lit(told).alias(name) for name, told in mark.items())

    found = consequences(record, VIEW, pl.concat([rows, one_quarter_on(rows)], how="vertical_relaxed"), known)

    own = [one.sentence for one in found.figures if one.key.scope_kind == "service"]
    name, title = known.rules.service["SV05"].name, known.rules.indicator["S01"].title
    before = next(one.before for one in found.figures if one.key.scope_kind == "service")
    assert own == [
        f"{name}'s figure for “{title}” (Jul to Sep 2026) would change from {before} to not available ([x]).",
        f"{name} would have a figure for “{title}” (Oct to Dec 2026), not available ([x]).",
    ]


def test_what_is_hidden_now_stays_hidden_whatever_return_is_tried(known, record):
    hidden = known.shown.one("L05", "sector", "SEC6").frame.iloc[-1]
    assert hidden["hidden"] and hidden["period_start"].date() == JULY
    own = rows_of(known, "SV19", JULY, "L05")

    tried = [
        consequences(record, VIEW, own.with_columns(numerator=pl.lit(count), denominator=pl.lit(count + 400)), known)
        for count in (0.0, 40.0, 400.0, 4000.0)
    ]

    told = {next(one.sentence for one in found.figures if one.key.scope_kind == "sector") for found in tried}
    (sentence,) = told
    assert sentence.endswith("stays hidden ([c]) here. Whether it can be shown is known once this is kept.")
    assert not re.search(r"\d", sentence.replace("2026", ""))


def test_a_new_total_with_another_services_carried_term_is_not_told(known, record):
    spring = known.counts.filter((pl.col("period_kind") == "term") & (pl.col("period_start") == date(2026, 1, 1)))
    by_term = spring["service_id"].unique().to_list()
    rows = rows_of(known, "SV05", date(2026, 4, 1), "S01")
    april = (known.counts["indicator_id"] == "S01") & (known.counts["period_start"] == date(2026, 4, 1))
    without = knowledge_from(known, known.counts.filter(~april | pl.Series(known.counts["service_id"].is_in(by_term))))

    found = consequences(record, VIEW, rows, without)

    kinds = {one.key.scope_kind: one for one in found.figures}
    assert by_term
    assert kinds["whole"].kind == UNSAID_NEW
    assert kinds["whole"].sentence.endswith("Its number is told once this is kept.")
    assert not re.search(r"\d%", kinds["whole"].sentence)
    assert (kinds["service"].before, kinds["service"].kind) == ("", NEW)


def knowledge_from(known: Knowledge, counts: pl.DataFrame) -> Knowledge:
    """The same with other counts."""
    import narwhals as nw

    from impact.metrics import rollup

    return replace(known, counts=counts, figures=rollup.figures(nw.from_native(counts), known.rules))


def test_of_an_outcome_that_rests_on_a_hidden_figure_nothing_is_told(known, record):
    strict = tuple(one.model_copy(update={"smallest_shown": 10_000_000}) for one in known.rules.policies)
    hiding = replace(known, rules=from_json(to_json(known.rules.model_copy(update={"policies": strict}))))
    rows = pl.concat([rows_of(known, service, JULY) for service in ("SV05", "SV21")])

    found = [consequences(record, VIEW, rows.with_columns(pl.col("numerator") * times), hiding) for times in (0.1, 0.9)]

    told = [[(one.node_id, one.after, one.told) for one in each.nodes] for each in found]
    assert told[0] == told[1] != []
    assert {(after, is_told) for _, after, is_told in told[0]} == {("", False)}
    assert all("rests on a figure that is hidden ([c])" in one.sentence for one in found[0].nodes)


def test_a_view_of_the_past_makes_no_difference_to_what_keeping_now_would_do(known, record):
    rows = rows_of(known, "SV19", JULY, "S01").with_columns(pl.col("numerator") + 5)
    past = replace(VIEW, as_at=NOW - timedelta(days=400))

    assert consequences(record, past, rows) == consequences(record, VIEW, rows, known)


def test_nothing_is_kept_by_a_preview(known, record):
    version = answers.version(record, VIEW.framework_id)

    consequences(record, VIEW, a_return(3, known), known)

    assert answers.version(record, VIEW.framework_id) == version


def test_the_first_return_of_all_brings_first_figures_and_first_words(known, tmp_path):
    empty = open_sources(tmp_path)
    answers.adopt(empty, BOROUGH, NOW)
    rows = rows_of(known, "SV05", JULY)

    found = consequences(empty, VIEW, rows)

    assert {one.kind for one in found.figures} == {FIRST, "marked"}
    keep(empty, rows)
    now = answers.figures(empty, VIEW).frame
    assert {one.key: one.after for one in found.figures} == shown_texts(now, known.rules)


def test_rows_of_a_service_that_the_viewer_may_not_send_for_are_not_tried_out(known, record):
    view = replace(VIEW, viewer=Viewer("analyst", ("SV01",)))

    with pytest.raises(AssertionError, match="not this viewer's rows"):
        consequences(record, view, rows_of(known, "SV05", JULY), known)


def test_a_stage_that_moves_is_said_with_what_the_next_one_waits_for(known, previews):
    stages = [one for each in previews for one in each.stages]

    moved = next(one for one in stages if one.moves)
    names = [known.rules.stage[id].name for id in (moved.before, moved.after)]
    assert moved.sentence.startswith(
        f"{known.rules.service[moved.service_id].name} would go from {names[0]} to {names[1]}."
    )
    assert all((" would wait for: " in one.sentence) == bool(one.blocks) for one in stages)


def test_before_any_pack_was_shown_that_is_said(previews):
    assert {(one.packs, one.packs_sentence) for one in previews} == {((), "No pack has been shown to a board yet.")}


@pytest.fixture
def shown(scratch: Sources) -> Sources:
    """Packs shown before and after July's figures were there, and once more after another return changed one."""
    for title, day in (("Spring pack", date(2026, 6, 1)), ("Autumn pack", date(2026, 11, 23))):
        moment = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        store.remember_shown(scratch.engine, VIEW.framework_id, title, None, "the programme team", moment)
    return scratch


def test_packs_that_showed_another_figure_are_named_with_each_figure_marked_revised(known, shown):
    rows = rows_of(known, "SV19", JULY, "S01").with_columns(pl.col("numerator") + 5)

    found = consequences(shown, VIEW, rows, known)

    (pack,) = found.packs
    assert (pack.title, pack.given_by, pack.as_at.date()) == ("Autumn pack", "the programme team", date(2026, 11, 23))
    assert pack.sentence == (
        "“Autumn pack”, as known on 23 Nov 2026, showed 2 figures that would now be others ([r], revised)."
    )
    assert found.packs_sentence == "1 of 2 packs that were shown to a board held another figure ([r])."
    sector = next(one for one in pack.figures if one.key.scope_kind == "sector")
    name, title = known.rules.sector["SEC6"].name, known.rules.indicator["S01"].title
    assert sector.sentence == (
        f"{name}'s figure for “{title}” (Jul to Sep 2026): 52.5% was shown; it would now be 54.1% [r]."
    )


def test_a_new_period_revises_no_pack(known, shown):
    found = consequences(shown, VIEW, one_quarter_on(rows_of(known, "SV05", JULY)), known)

    assert (found.packs, found.packs_sentence) == ((), "No pack that was shown to a board held another figure.")


def test_a_pack_is_held_to_what_was_known_at_its_own_moment(known, shown):
    again = rows_of(known, "SV19", JULY, "S01").with_columns(pl.col("numerator") + 5)
    keep(shown, again)
    store.remember_shown(shown.engine, VIEW.framework_id, "Winter pack", None, "the chair", LATER + timedelta(days=1))

    back = consequences(shown, VIEW, rows_of(known, "SV19", JULY, "S01"))
    on = consequences(shown, VIEW, again.with_columns(pl.col("numerator") + 20))

    assert [one.title for one in back.packs] == ["Winter pack"]
    assert [one.title for one in on.packs] == ["Autumn pack", "Winter pack"]
    assert [one.figures[1].then for one in on.packs] == ["52.5%", "54.1%"]


def test_the_thirteenth_point_brings_a_chart_its_first_icons(known, record):
    rows = one_quarter_on(rows_of(known, "SV05", JULY, "W03", "S01"))
    twelve = known.shown.one("S01", "service", "SV05").frame["value"].notna().sum()

    found = consequences(record, VIEW, rows, known)

    assert twelve == 12
    own = {one.indicator_id: one for one in found.icons if one.scope_id == "SV05"}
    assert own["S01"].before is None
    assert own["S01"].after is not None
    assert "would have enough points for its first icons" in own["S01"].sentence
    assert f"and the icons of {len(found.icons)} charts would move." in found.sentence


RUN = [50, 52] * 7 + [53] * 7


@pytest.mark.parametrize(
    ("values", "shows"),
    [
        (RUN, "improvement"),
        ([*RUN[:17], None, *RUN[18:]], "common cause"),
        ([*RUN[:14], 90, 51], "common cause"),
        ([*RUN[:14], 90, None], "improvement"),
    ],
    ids=["a run", "a run with a gap", "the newest figure", "the newest figure shown"],
)
def test_a_hidden_or_missing_period_is_a_gap_in_a_chart_and_the_newest_figure_shown_has_the_icons(known, values, shows):
    own = known.shown.one("S01", "service", "SV05")
    frame = pd.DataFrame([own.frame.iloc[0].to_dict() | day for day in quarters(len(values))]).assign(value=values)
    hidden = replace(own, frame=frame.assign(hidden=np.where(frame["value"].isna(), "Hidden: few", "")))
    missing = replace(own, frame=frame[frame["value"].notna()])

    icons = [chart_icons(one, known.rules, TODAY) for one in (hidden, missing)]

    assert [next(iter(one.values()))[0] for one in icons] == [shows, shows]


@pytest.mark.parametrize(("points", "has_icons"), [(12, False), (13, True)])
def test_a_chart_has_icons_from_thirteen_figures_shown(known, points, has_icons):
    own = known.shown.one("S01", "service", "SV05")
    frame = pd.DataFrame([own.frame.iloc[0].to_dict() | day for day in quarters(20)]).assign(value=RUN[:20])
    shown = replace(own, frame=frame.assign(value=frame["value"].where(frame.index < points)))

    assert bool(chart_icons(shown, known.rules, TODAY)) is has_icons


def quarters(many: int) -> list[dict[str, pd.Timestamp]]:
    period, found = containing(date(2021, 1, 1), QUARTER), []
    for _ in range(many):
        found.append({"period_start": pd.Timestamp(period.start), "period_end": pd.Timestamp(period.end)})
        period = period.next()
    return found
