"""A doubt names the row and asks; it never blocks, and a suite that cannot be run is never silent."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from string import Formatter

import polars as pl
import pytest

from doubting import ASK, FIVE, NOTHING, SPRING, SUITES, SUMMER, WAYS, asked, besides, clean, counts, doubts, of, row
from impact import plausibility
from impact.plausibility import PREPARED, SEVERITIES, SuiteFailed, judge, prepared, suites


def test_a_usual_return_is_not_doubted(framework):
    rows = clean(row(2, "W01", numerator=50, denominator=80), row(3, "S02", value=70, n=30, sd=8))
    before = counts(row(2, "W01", SPRING, numerator=45, denominator=85), row(3, "S02", SPRING, value=66, n=28, sd=9))

    assert doubts(rows, before, framework, SUITES) == []
    assert doubts(rows, NOTHING, framework, SUITES) == []


def test_an_unusual_figure_is_asked_about_at_its_row(framework):
    rows = clean(
        row(2, "W12", numerator=200, denominator=1000),
        row(3, "S01", numerator=29, denominator=100),
        row(4, "S02", value=29, n=30, sd=8),
    )

    found = doubts(rows, NOTHING, framework, SUITES)

    titles = {name: framework.indicator[name].title for name in ("W12", "S01", "S02")}
    assert [str(doubt) for doubt in found] == [
        f"Row 2, column E (numerator): {titles['W12']} comes to 20 (% of available days); it is seldom above 15. {ASK}",
        "Row 3, column E (numerator): "
        f"{titles['S01']} comes to 29 (% of people who answered); it is seldom below 30. {ASK}",
        f"Row 4, column G (value): {titles['S02']} comes to 29 (score, 0 to 100); it is seldom below 30. {ASK}",
    ]
    assert not any(doubt.blocks for doubt in found)


def test_figures_on_the_query_bounds_are_not_doubted(framework):
    rows = clean(row(2, "W12", numerator=150, denominator=1000), row(3, "S01", numerator=30, denominator=100))

    assert doubts(rows, NOTHING, framework, SUITES) == []


@pytest.mark.parametrize(("base", "is_asked"), [(39, True), (40, False), (120, False), (121, True)])
def test_a_base_changed_by_more_than_half_is_asked_about(framework, base, is_asked):
    rows = clean(row(2, "W01", numerator=20, denominator=base))
    before = counts(row(9, "W01", SPRING, numerator=41, denominator=80))

    found = doubts(rows, before, framework, SUITES)

    said = (
        f"Row 2, column E (numerator): {framework.indicator['W01'].title} rests on {base} and rested on 80 in "
        "Apr to Jun 2025, a change of more than half. "
        f"Did the service change so much? If so, say why {WAYS}; if not, send the row again, corrected."
    )
    assert [str(doubt) for doubt in found] == ([said] if is_asked else [])


def test_bases_of_a_few_people_are_not_compared(framework):
    rows = clean(row(2, "W01", numerator=2, denominator=19), row(3, "S02", value=70, n=20, sd=8))
    before = counts(row(2, "W01", SPRING, numerator=2, denominator=4), row(3, "S02", SPRING, value=66, n=4, sd=9))

    assert asked(rows, before, framework) == [(3, "G", "base-changed")]


LONG = (
    {"numerator": ("E", "numerator"), "denominator": ("F", "People in all"), "value": ("G", "value"), "n": ("H", "n")},
)
TURNED_LONG = ({"denominator": ("C", "of"), "numerator": ("E", "numerator")},)
NO_BASE = ({"numerator": ("E", "numerator"), "value": ("G", "value")},)


@pytest.mark.parametrize(
    ("places", "by_counts", "by_people"),
    [
        (LONG, (2, "F", "People in all"), (3, "H", "n")),
        (TURNED_LONG, (2, "C", "of"), (3, "G", "value")),
        (NO_BASE, (2, "E", "numerator"), (3, "G", "value")),
        ((), (2, "E", "numerator"), (3, "G", "value")),
    ],
    ids=["to the right", "to the left", "no such column", "not known"],
)
def test_a_changed_base_is_pointed_at_where_it_stands(framework, places, by_counts, by_people):
    rows = clean(row(2, "W01", numerator=40, denominator=200), row(3, "S02", value=70, n=90, sd=8))
    before = counts(row(2, "W01", SPRING, numerator=40, denominator=80), row(3, "S02", SPRING, value=70, n=30, sd=8))

    found = judge(rows, before, framework, SUITES, places=places).doubts

    assert [(one.line, one.column, one.heading) for one in found if one.rule == "base-changed"] == [
        by_counts,
        by_people,
    ]


@pytest.mark.parametrize(
    ("letters", "pointed_at"),
    [(("B", "C", "D", "E"), ["C", "E"]), (("C", "B", "E", "D"), ["C", "E"]), (("Z", "AA", "AB", "AC"), ["AA", "AC"])],
    ids=["after its numerator", "before its numerator", "beyond Z"],
)
def test_in_a_wide_sheet_a_base_is_pointed_at_where_its_row_is_found_by_it(framework, letters, pointed_at):
    """Before the numerator the base's cell would be taken for the row to its left: there the numerator is named."""
    first, first_base, second, second_base = letters
    places = tuple(
        {"numerator": (one, "n"), "denominator": (base, "of")}
        for one, base in ((first, first_base), (second, second_base))
    )
    told = {"numerator": 40, "denominator": 200}
    rows = [{**row(2, one, **told), "cell": f"{at}2"} for one, at in (("W01", first), ("W07", second))]
    before = counts(*(row(2, one, SPRING, numerator=16, denominator=80) for one in ("W01", "W07")))

    found = judge(clean(*rows), before, framework, SUITES, places=places).doubts

    assert {one.column for one in found if one.rule == "base-changed"} == set(pointed_at)


def test_the_period_before_may_stand_in_the_same_return(framework):
    rows = clean(
        row(2, "W01", SPRING, numerator=40, denominator=80), row(3, "W01", SUMMER, numerator=90, denominator=200)
    )

    assert asked(rows, NOTHING, framework) == [(3, "E", "base-changed")]


def test_a_corrected_row_is_not_compared_with_the_one_it_replaces(framework):
    rows = clean(row(2, "W01", numerator=40, denominator=80))
    before = counts(row(2, "W01", SUMMER, numerator=90, denominator=200))

    assert doubts(rows, before, framework, SUITES) == []


def five(start=SUMMER) -> list[dict]:
    """Five rows of one service, each with counts of its own."""
    sent = zip(FIVE, (40, 57, 33, 61, 48), (81, 94, 87, 122, 90), strict=True)
    return [row(at, name, start, numerator=x, denominator=n) for at, (name, x, n) in enumerate(sent, start=2)]


def test_a_return_sent_twice_is_asked_about_once(framework):
    found = doubts(clean(*five()), counts(*five(SPRING)), framework, SUITES)

    assert of(found, "all-as-before") == [
        "The file: All 5 rows of Health Visiting and School Nursing that can be compared hold the same numbers as "
        "the period before. Was the earlier return sent again by mistake? If so, send the new numbers; if not, "
        "say so when you send it, beside the return or in a note."
    ]


def test_one_new_number_or_few_rows_are_enough_to_be_believed(framework):
    same, before = five(), counts(*five(SPRING))

    new_number = doubts(clean(*same[:4], {**same[4], "numerator": 41}), before, framework, SUITES)
    few = doubts(clean(*same[:4]), before, framework, SUITES)

    assert besides(new_number, "missing-rows") == few == []


NINE = ("W01", "W02", "W07", "W11", "S01", "S03", "S05", "S06", "S13")


def nine(start=SUMMER, **changed: int) -> list[dict]:
    """Nine rows of one service with the same counts in any period, but for those numerators that are given."""
    return [
        row(at, name, start, numerator=changed.get(name, 30 + at * at), denominator=180 + 7 * at)
        for at, name in enumerate(NINE, start=2)
    ]


@pytest.mark.parametrize(("changed", "is_asked"), [(1, True), (4, True), (5, False), (9, False)])
def test_a_return_most_of_which_was_carried_over_is_asked_about_once(framework, changed, is_asked):
    rows = clean(*nine(**dict.fromkeys(NINE[:changed], 77)))

    found = of(doubts(rows, counts(*nine(SPRING)), framework, SUITES), "mostly-as-before")

    said = (
        f"The file: {9 - changed} of the 9 rows of Health Visiting and School Nursing that rest on 20 or more hold "
        "exactly the numbers of the period before. Were they carried over from the earlier return? If so, send the "
        "new numbers; if they are truly the same, say so when you send it, beside the return or in a note."
    )
    assert found == ([said] if is_asked else [])


def test_a_return_carried_over_as_a_whole_is_not_asked_about_twice(framework):
    found = doubts(clean(*nine()), counts(*nine(SPRING)), framework, SUITES)

    assert [len(of(found, rule)) for rule in ("all-as-before", "mostly-as-before")] == [1, 0]


def test_counts_of_a_few_people_may_well_stay_the_same(framework):
    def small(start=SUMMER):
        return [{**one, "numerator": 3, "denominator": 19} for one in nine(start)[:8]]

    rows = clean(*small(), nine(S13=77)[8])

    assert of(doubts(rows, counts(*small(SPRING), nine(SPRING)[8]), framework, SUITES), "mostly-as-before") == []


def test_levels_and_evidence_may_stay_as_they_are(framework):
    names = ("L07", "L08", "L13", "E01", "E02", "E03")
    rows = clean(*(row(line, name, value=1) for line, name in enumerate(names, start=2)))
    before = counts(*(row(9, name, SPRING, value=1) for name in names))

    assert besides(doubts(rows, before, framework, SUITES), "missing-rows") == []


def test_a_return_of_zeros_is_asked_about_once_for_each_sender(framework):
    names = ("L10", "L12", "S07", "W07", "W03")
    zeros = [
        row(
            line,
            name,
            service_id=service,
            **({"value": 0} if name in names[:3] else {"numerator": 0, "denominator": 9}),
        )
        for line, (service, name) in enumerate(((s, n) for s in ("SV05", "SV06", "SV07") for n in names), start=2)
    ]
    zeros[-1]["numerator"] = 1

    found = besides(doubts(clean(*zeros), NOTHING, framework, SUITES), "missing-rows")

    assert [doubt.rule for doubt in found] == ["all-nought", "all-nought"]
    assert [doubt.remedy.split(" come to")[0] for doubt in found] == [
        "All 5 rows of Health Visiting and School Nursing",
        "All 5 rows of Children's Emotional Wellbeing Service",
    ]


def test_marks_in_place_of_numbers_are_not_doubted(framework):
    rows = clean(*(row(line, name, marker="c") for line, name in enumerate(FIVE, start=2)))
    before = counts(*(row(9, name, SPRING, marker="c") for name in FIVE))

    assert besides(doubts(rows, before, framework, SUITES), "missing-rows") == []


def test_published_figures_are_asked_of_their_publisher(framework):
    rows = clean(row(2, "P12", service_id="E08000005", value=1400.0), row(3, "W12", numerator=16, denominator=100))

    found = doubts(rows, NOTHING, framework, SUITES)

    assert [(doubt.line, doubt.rule) for doubt in found] == [(2, "unusually-high"), (3, "unusually-high")]
    assert "comes to 1,400 (per 100,000, age-standardised)" in found[0].remedy
    assert "publisher" in found[0].remedy
    assert "publisher" not in found[1].remedy


def test_more_rows_than_can_be_named_are_counted(framework, monkeypatch):
    monkeypatch.setattr(suites, "MOST_NAMED", 3)
    rows = clean(*(row(line, "W12", numerator=30, denominator=100, breakdown=f"{line}") for line in range(2, 12)))

    found = besides(doubts(rows, NOTHING, framework, SUITES), "missing-rows")

    assert [doubt.line for doubt in found] == [None, 2, 3, 4]
    assert found[0].remedy == f"The same is asked of 7 more rows. {ASK}"


def test_the_record_may_answer_in_polars_or_pandas(framework):
    rows = clean(row(2, "W01", numerator=20, denominator=30))
    before = counts(row(9, "W01", SPRING, numerator=41, denominator=80))

    assert asked(rows, before, framework) == asked(rows, pl.from_pandas(before), framework) != []
    assert asked(rows, before.iloc[:0], framework) == asked(rows, pl.from_pandas(before).clear(), framework) == []


SERVICE = plausibility.SERVICE_RETURN
SUITE_FILES = sorted(SUITES.glob("*.json"))


def expectations() -> list[tuple[str, dict]]:
    return [(path.stem, one) for path in SUITE_FILES for one in json.loads(path.read_text("utf-8"))["expectations"]]


def test_no_two_expectations_of_a_suite_ask_the_same_question():
    asks = [(suite, one["meta"]["question"]) for suite, one in expectations()]

    assert len(asks) == len(set(asks))


def test_there_is_one_suite_for_each_kind_of_return():
    names = {path.stem: json.loads(path.read_text(encoding="utf-8"))["name"] for path in SUITE_FILES}

    assert names == {name: name for name in (plausibility.SERVICE_RETURN, plausibility.PUBLISHED_RETURN)}


@pytest.mark.parametrize(("suite", "one"), expectations(), ids=lambda part: part if isinstance(part, str) else "")
def test_a_suite_holds_only_to_columns_and_names_that_exist(suite, one):
    judged = {cell for key, cell in one["kwargs"].items() if key.startswith("column")}
    named = {name for _, name, _, _ in Formatter().parse(one["meta"]["question"]) if name}

    assert judged and judged <= set(PREPARED)
    assert named <= {*PREPARED, "period", "previous_period", "periods"}
    assert one["severity"] in SEVERITIES
    assert one["meta"]["about"] in ("row", "base", "lines", "sender")
    assert one["meta"]["holds"].endswith(".")
    assert "?" in one["meta"]["remedy"]


def test_the_prepared_columns_are_those_promised(framework):
    frame = prepared(clean(row(2, "W01", numerator=20, denominator=30)), NOTHING, framework)

    assert tuple(frame.columns) == PREPARED


def test_an_expectation_that_cannot_be_run_is_an_error(framework, tmp_path):
    suite = json.loads((SUITES / "service_return.json").read_text(encoding="utf-8"))
    suite["expectations"][3]["kwargs"]["column"] = "no_such_column"
    (tmp_path / "service_return.json").write_text(json.dumps(suite), encoding="utf-8")

    with pytest.raises(SuiteFailed, match="'base-changed' could not be run"):
        doubts(clean(row(2, "W01", numerator=20, denominator=30)), NOTHING, framework, tmp_path)


def test_doubting_is_silent_offline_and_leaves_nothing_behind(framework, tmp_path, monkeypatch, capfd):
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    plausibility.warm()
    for path in SUITE_FILES:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    found = doubts(clean(row(2, "W12", numerator=30, denominator=100)), NOTHING, framework, tmp_path)

    assert len(found) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name for path in SUITE_FILES]
    assert capfd.readouterr() == ("", "")


def test_what_matters_most_is_asked_first_then_in_the_order_of_the_file(framework):
    rows = clean(*five()[1:], row(8, "W12", numerator=30, denominator=100))

    found = asked(rows, NOTHING, framework)

    assert found == [(8, "E", "unusually-high"), (None, "", "missing-rows")]


def test_every_expectation_has_an_outcome_whether_it_held_or_could_not_be_judged(framework):
    rows = clean(*five()[1:], row(8, "W12", numerator=30, denominator=100))

    outcomes = judge(rows, NOTHING, framework, SUITES).outcomes

    found = [(one.rule, one.judged, one.unusual) for one in outcomes]
    assert [rule for rule, _, _ in found] == [one["meta"]["rule"] for name, one in expectations() if name == SERVICE]
    assert ("unusually-high", 5, 1) in found and ("unusually-low", 5, 0) in found
    assert ("base-changed", 0, 0) in found
    assert found.count(("copied-down", 1, 0)) == 2, "every row was looked at, and none is copied"
    assert ("same-as-another", 0, 0) in found, "nobody else has sent anything"
    assert {(one.suite, one.version) for one in outcomes} == {(SERVICE, "4")}


def test_several_returns_may_be_doubted_at_once(framework):
    returns = [clean(row(line, "W12", numerator=30, denominator=100)) for line in range(2, 10)]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda rows: asked(rows, NOTHING, framework), returns))

    assert found == [[(line, "E", "unusually-high")] for line in range(2, 10)]
