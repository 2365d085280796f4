"""A draft of the framework tells what would move before it is published, and never what is hidden."""

import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from impact import answers
from impact.answers.figures import computed
from impact.answers.knowledge import Knowledge, knowledge
from impact.answers.moved import SLOT, text_of
from impact.answers.what_if import AnotherFramework, what_if
from impact.framework import Framework, load
from impact.sources import Sources, View, adopt, open_sources
from impact.words.consequences import CHANGED, GONE, UNSAID, UNSAID_NEW
from records import BOROUGH, CHILDREN, NOW, TODAY, small_record

VIEW = View("trauma-informed-borough", TODAY)
LATER = NOW + timedelta(days=1)
JULY = date(2026, 7, 1)
Edit = Callable[[Path], None]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("record")
    small_record(folder).engine.dispose()
    return folder


@pytest.fixture(scope="module")
def record(home: Path) -> Sources:
    return open_sources(home)


@pytest.fixture(scope="module")
def known(record: Sources) -> Knowledge:
    return knowledge(record, VIEW)


@pytest.fixture
def scratch(home: Path, tmp_path: Path) -> Sources:
    """A copy of the record in which a version may be kept."""
    return open_sources(Path(shutil.copytree(home, tmp_path / "scratch")))


@pytest.fixture
def draft(tmp_path: Path) -> Callable[..., Path]:
    """A changed copy of the borough's framework."""

    def made(*edits: Edit) -> Path:
        folder = Path(shutil.copytree(BOROUGH, tmp_path / "draft"))
        for edit in edits:
            edit(folder)
        return folder

    return made


def text(file: str, old: str, new: str) -> Edit:
    """An edit that puts one text in place of another, wherever it stands in a file."""

    def edit(folder: Path) -> None:
        path = folder / file
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new), encoding="utf-8")

    return edit


def cells(table: str, wanted: Callable[[dict[str, str]], bool], **cells: str) -> Edit:
    """An edit of some rows of a table; without cells the rows are taken out."""

    def edit(folder: Path) -> None:
        path = folder / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = [row | cells if wanted(row) else row for row in reader if cells or not wanted(row)]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, reader.fieldnames or [])
            writer.writeheader()
            writer.writerows(rows)

    return edit


def without(indicator: str) -> Edit:
    def edit(folder: Path) -> None:
        (folder / "indicators" / f"{indicator}.toml").unlink()

    return edit


REDEFINED = text("indicators/S01.toml", "yes, definitely", "yes")
FROM_JULY = text("framework.toml", "effective = 2023-10-01", "effective = 2026-07-01")
LOOSE = [
    text("framework.toml", "smallest_shown = 6", "smallest_shown = 1"),
    text("framework.toml", "smallest_base = 10\n", "smallest_base = 0\nall_or_nothing_base = 0\nfewest_services = 0\n"),
    text("framework.toml", "complement = true", "complement = false"),
]
MOVED = cells("services", lambda row: row["id"] == "SV12", sector="SEC2")


def test_the_version_in_use_moves_nothing(record: Sources, known: Knowledge, draft: Callable[..., Path]) -> None:
    found = what_if(record, VIEW, load(draft()), known)

    assert not found.moves
    assert found.sentence == "Nothing would move: this is the version in use."


def test_words_for_readers_move_nothing(record: Sources, known: Knowledge, draft: Callable[..., Path]) -> None:
    found = what_if(
        record, VIEW, load(draft(text("indicators/S01.toml", "Do people feel heard here?", "Heard?"))), known
    )

    assert not any((found.figures, found.icons, found.breaks, found.unfit, found.loosened))
    assert not any(one.told for one in found.nodes)


def test_another_framework_is_refused(record: Sources, known: Knowledge) -> None:
    with pytest.raises(AnotherFramework) as refused:
        what_if(record, VIEW, load(CHILDREN), known)

    assert str(refused.value) == (
        "This folder holds the framework 'england-children', and 'trauma-informed-borough' is in use. Choose a changed "
        "copy of that one, or name the other with --framework england-children."
    )


def test_a_redefined_indicator_breaks_its_series_from_its_day(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    found = what_if(record, VIEW, load(draft(REDEFINED, FROM_JULY)), known)

    assert [(one.indicator_id, one.since) for one in found.breaks] == [("S01", JULY)]
    assert "The series of 1 indicator would break [b]." in found.sentence


def test_thresholds_alone_move_stages_and_no_figure(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    harder = cells("criteria", lambda row: row["ref"] == "W01" and row["stage"] == "ST1", threshold="99")

    found = what_if(record, VIEW, load(draft(harder)), known)

    assert any(one.after == "ST0" != one.before for one in found.stages)
    assert not any((found.figures, found.icons, found.breaks, found.unfit))


def test_a_stage_that_hangs_on_a_hidden_figure_is_not_told(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    hidden = known.shown.frame[(known.shown.frame.hidden != "") & (known.shown.frame.indicator_id == "W01")]
    services = set(hidden.scope_id[hidden.scope_kind == "service"])
    harder = cells("criteria", lambda row: row["ref"] == "W01", threshold="60")

    found = what_if(record, VIEW, load(draft(harder)), known)

    assert services
    told = {one.service_id: one for one in found.stages}
    assert all(told[one].after == "" for one in services)
    assert all("hidden figure ([c])" in told[one].sentence for one in services)


def test_a_removed_indicator_takes_its_figures_along_and_its_rows_no_longer_fit(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    no_s01 = [without("S01"), *(cells(one, lambda row: "S01" in row.values()) for one in ("criteria", "pairs"))]

    found = what_if(record, VIEW, load(draft(*no_s01)), known)

    assert {one.key.indicator_id for one in found.figures} == {"S01"}
    assert {one.kind for one in found.figures} <= {GONE}
    assert [(one.indicator_id, one.why) for one in found.unfit] == [("S01", "is no longer there")]
    assert found.unfit[0].sentence.startswith(
        "“People who felt heard, valued and understood” (S01) of 9 services is no longer there: "
    )


def test_another_rhythm_breaks_the_series_and_what_was_sent_no_longer_fits(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    monthly = text("indicators/S01.toml", 'frequency = "quarter"', 'frequency = "month"')

    found = what_if(record, VIEW, load(draft(monthly)), known)

    assert [one.reason.split(": ")[1] for one in found.breaks] == ["how often it is sent"]
    assert {one.why for one in found.unfit} == {"is asked by another kind of period"}


def test_a_multiplier_changes_what_is_shown_and_nothing_hidden(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    at = known.shown.frame
    shown = at[(at.indicator_id == "S01") & (at.hidden == "") & at.value.notna()]

    found = what_if(
        record, VIEW, load(draft(text("indicators/S01.toml", "multiplier = 100\n", "multiplier = 50\n"))), known
    )

    assert {one.kind for one in found.figures} == {CHANGED}
    assert len(found.figures) == len(shown)
    assert not any("[c]" in (one.before, one.after) for one in found.figures)


def test_a_loose_policy_shows_no_hidden_number(record: Sources, known: Knowledge, draft: Callable[..., Path]) -> None:
    found = what_if(record, VIEW, load(draft(*LOOSE)), known)

    assert found.loosened
    assert all("told once this version is in use" in one for one in found.loosened)
    assert found.figures == ()


def test_an_indicator_under_another_looser_policy_shows_no_hidden_number(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    other = text("indicators/S01.toml", 'policy = "survey"', 'policy = "things"')
    doubled = text("indicators/S01.toml", "multiplier = 100\n", "multiplier = 200\n")

    found = what_if(record, VIEW, load(draft(other, doubled)), known)

    assert found.figures
    assert not any(one.before == "[c]" for one in found.figures)


def test_a_stricter_policy_says_what_becomes_hidden(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    found = what_if(
        record, VIEW, load(draft(text("framework.toml", "smallest_shown = 6", "smallest_shown = 12"))), known
    )

    assert found.loosened == ()
    assert {(one.kind, one.after) for one in found.figures} == {(CHANGED, "[c]")}


def test_a_service_that_is_moved_cannot_be_told_from_two_sectors(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    at = known.shown.frame
    own = at[(at.scope_kind == "service") & (at.scope_id == "SV12")]
    hidden = set(own.indicator_id[own.hidden != ""])

    found = what_if(record, VIEW, load(draft(MOVED, *LOOSE)), known)

    sectors = [one for one in found.figures if one.key.scope_kind == "sector"]
    assert hidden
    assert {one.kind for one in sectors if one.key.indicator_id in hidden} <= {UNSAID, UNSAID_NEW, GONE}
    assert not any(one.before == "[c]" and one.after not in ("", "[c]") for one in found.figures)


def test_a_measure_that_reads_other_columns_is_told_once_it_is_in_use(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    counted = [
        text("indicators/S01.toml", 'measure = "proportion"', 'measure = "count"'),
        text("indicators/S01.toml", "multiplier = 100", "multiplier = 1"),
    ]

    found = what_if(record, VIEW, load(draft(*counted)), known)

    assert {one.kind for one in found.figures} <= {UNSAID, UNSAID_NEW, GONE}


def test_an_outcome_that_nothing_measures_any_more_has_no_result(
    record: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    measures = load(BOROUGH).indicators_of("MO1")
    elsewhere = [text(f"indicators/{one.id}.toml", 'node = "MO1"', 'node = "MO2"') for one in measures]

    found = what_if(record, VIEW, load(draft(*elsewhere)), known)

    assert measures
    assert found.figures == ()
    assert all(one.node_id in ("MO1", "MO2") for one in found.nodes if one.told)
    assert next(iter(found.nodes)).sentence


def test_what_is_told_is_what_is_shown_once_the_draft_is_in_use(
    scratch: Sources, known: Knowledge, draft: Callable[..., Path]
) -> None:
    doubled = text("indicators/S01.toml", "multiplier = 100\n", "multiplier = 10\n")
    gone = cells("services", lambda row: row["id"] == "SV05")
    folder = draft(MOVED, doubled, gone)
    found = what_if(scratch, VIEW, load(folder), known)
    was = texts(scratch, known.rules)

    adopt(scratch, folder, LATER)

    now = texts(scratch, load(folder))
    assert {CHANGED, GONE} <= {one.kind for one in found.figures}
    for one in found.figures:
        key = (one.key.scope_kind, one.key.scope_id, one.key.indicator_id, one.key.period_start, one.key.period_kind)
        assert one.before == was.get(key, "")
        if one.kind not in (UNSAID, UNSAID_NEW):
            assert now.get(key, "") in (one.after, "[c]")


def texts(sources: Sources, rules: Framework) -> dict[tuple[object, ...], str]:
    frame = answers.figures(sources, VIEW).frame
    found = {}
    for row in frame.to_dict("records"):
        scope, of, indicator, start, _, kind = (row[name] for name in SLOT)
        found[scope, of, indicator, start.date(), kind] = text_of(row, rules)
    return found


def test_nothing_is_kept(record: Sources, known: Knowledge, draft: Callable[..., Path]) -> None:
    before = answers.version(record, VIEW.framework_id)

    what_if(record, VIEW, load(draft(REDEFINED, FROM_JULY)), known)

    assert answers.version(record, VIEW.framework_id) == before


def test_a_kept_definition_marks_its_first_figure_and_an_earlier_moment_knows_nothing_of_it(
    scratch: Sources, draft: Callable[..., Path]
) -> None:
    adopt(scratch, draft(REDEFINED, FROM_JULY), LATER)
    views = [replace(VIEW, as_at=LATER + timedelta(hours=hours)) for hours in (1, -1)]
    rules = [answers.framework(scratch, view) for view in views]

    now, then = (computed(scratch, view, one, ["S01"]) for view, one in zip(views, rules, strict=True))
    told = [answers.story(scratch, view, rules[0].indicator["S01"], "service", "SV05") for view in views]

    assert now.loc[(now.scope_kind == "whole") & (now.marker == "b"), "period_start"].dt.date.tolist() == [JULY]
    assert not (then.marker == "b").any()
    assert told[0].change == "not compared: the definition changed"
    assert "which is not compared with" in told[0].sentence
    assert "up from" not in told[0].sentence
    assert told[1].change != told[0].change
