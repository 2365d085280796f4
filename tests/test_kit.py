"""A template holds exactly what is expected, says what belongs where, and goes in right once it is filled in."""

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import kit, periods
from impact.access import Viewer
from impact.answers import returns_calendar
from impact.columns import NUMBERS, REFERENCE_COLUMNS, RETURN_COLUMNS
from impact.contract import check
from impact.contract.rules_number import PARTS
from impact.framework.load import load
from impact.framework.models import Indicator
from impact.kit.choosing import MORE_ROWS
from impact.kit.last_time import said_of
from impact.kit.sheet_return import HEADINGS
from impact.plausibility.whole import missing
from impact.problems import ImpactError
from impact.reading import read_table
from impact.sources import view_on
from impact.tidy import signature, tidy
from records import BOROUGH, TODAY, small_record

FRAMEWORK = load(BOROUGH)
SERVICE = FRAMEWORK.service["SV19"]
LABEL = "Demonstration data: invented services"
Q2, Q1 = periods.parse("2026-27 Q2"), periods.parse("2026-27 Q1")
Q4, YEAR = periods.parse("2025-26 Q4"), periods.parse("2025-26")

COUNTS = {
    **dict.fromkeys(("indicator_id", "breakdown", "period_kind", "marker", "note"), pl.String),
    **dict.fromkeys(("period_start", "period_end"), pl.Date),
    **dict.fromkeys(NUMBERS, pl.Float64),
}
NOTHING_SENT = pl.DataFrame(schema=COUNTS)


def sent(*rows: tuple, **numbers) -> pl.DataFrame:
    """What a service sent before: (indicator, period code) or (indicator, period code, breakdown)."""
    found = []
    for item, code, *group in rows:
        kind = FRAMEWORK.rhythm(SERVICE, FRAMEWORK.indicator[item]) if item in FRAMEWORK.indicator else "quarter"
        period = periods.parse(code, kind)
        about = {"period_start": period.start, "period_end": period.end, "period_kind": period.kind}
        blank = dict.fromkeys(NUMBERS)
        text = {"indicator_id": item, "breakdown": "".join(group), "marker": "", "note": ""}
        found.append({**blank, **text, **about, **numbers})
    return pl.DataFrame(found, schema=COUNTS)


def rows_of(period=Q2, before=NOTHING_SENT, service=SERVICE) -> list[tuple[str, str]]:
    return [(one.item.id, one.breakdown) for one in kit.expected(FRAMEWORK, service, period, before)]


def kit_with(before=NOTHING_SENT, period=Q2, service=SERVICE, rules=FRAMEWORK, day=TODAY) -> kit.Kit:
    return kit.Kit(rules, service, period, tuple(kit.expected(rules, service, period, before)), day)


def checked(content: bytes, name: str, today: date = TODAY):
    tidied = tidy(read_table(content, name), FRAMEWORK, filename=name)
    assert tidied.questions == ()
    return check(tidied, FRAMEWORK, today)


# Which rows


def test_every_core_indicator_in_scope_is_asked_and_no_other():
    asked = [item for item, _ in rows_of()]

    core = [one.id for one in FRAMEWORK.indicators if one.core and FRAMEWORK.reports(SERVICE, one)]
    by_quarter = [id for id in core if FRAMEWORK.rhythm(SERVICE, FRAMEWORK.indicator[id]) == "quarter"]
    assert asked == by_quarter
    assert "W01" in asked
    assert not {"S17", "S09", "P01", "W08"}.intersection(asked), "another sector's, not core, published, yearly"


def test_what_a_service_ever_sent_is_asked_again():
    assert ("S09", "") in rows_of(before=sent(("S09", "2024-25 Q1")))


def test_what_is_sent_by_the_year_is_a_return_of_its_own():
    assert {item for item, _ in rows_of(YEAR)} == {"L03", "L09", "W04", "W08"}
    assert not {"L03", "W08"}.intersection(item for item, _ in rows_of(Q4))


def test_groups_are_those_of_last_time_and_not_of_the_time_before():
    before = sent(
        ("W01", "2025-26 Q4", ""),
        ("W01", "2025-26 Q4", "volunteers"),
        ("W01", "2026-27 Q1", ""),
        ("W01", "2026-27 Q1", "part-time"),
        ("W01", "2026-27 Q2", "nights"),
    )

    assert [row for row in rows_of(before=before) if row[0] == "W01"] == [("W01", ""), ("W01", "part-time")]


@pytest.mark.parametrize(
    ("before", "value", "asked"),
    [
        ("2025-26 Q2", 1.0, True),
        ("2025-26 Q3", 1.0, False),
        ("2026-27 Q1", 1.0, False),
        ("2026-27 Q1", 0.0, True),
        ("2026-27 Q1", None, True),
        ("2026-27 Q2", 1.0, False),
    ],
    ids=["a year ago", "less than a year ago", "last time", "not yet", "a mark last time", "in this very return"],
)
def test_evidence_is_asked_again_once_a_year_and_while_it_is_not_there(before, value, asked):
    rows = rows_of(before=sent(("E01", before), value=value))

    assert (("E01", "") in rows) is asked
    assert not {"E02", "E03"}.intersection(item for item, _ in rows), "never sent"


def test_a_template_holds_what_completeness_counts():
    before = sent(("S09", "2025-26 Q1"), ("W02", "2026-27 Q1"))
    held = kit_with(before)
    about = {"service_id": SERVICE.id, "period_start": Q2.start, "period_end": Q2.end, "period_kind": Q2.kind}
    now = pl.DataFrame([{"indicator_id": row.item.id, **about} for row in held.rows])

    whole = missing(now, before.with_columns(service_id=pl.lit(SERVICE.id)), FRAMEWORK)

    assert whole["rows_asked"].to_list() == [len(held.rows)]
    assert whole["rows_missing"].to_list() == [0]


# In right


def right_numbers(draw, row: kit.Row) -> dict[str, float | int | str]:
    """Numbers that the row may hold, as a person types them."""
    item = row.item
    if not isinstance(item, Indicator):
        yes = draw(st.integers(0, 1))
        return {"value": yes, **({"note": "Minuted in June"} if yes else {})}
    if item.measure in ("proportion", "rate"):
        whole = draw(st.integers(1, 5000))
        most = min(whole, int(item.high / item.multiplier * whole))
        least = -int(-item.low / item.multiplier * whole // 1)
        asked = {"asked": whole + draw(st.integers(0, 900))} if item.measure == "proportion" else {}
        return {"numerator": draw(st.integers(least, most)), "denominator": whole, **asked}
    within = st.integers(int(item.low), int(item.high))
    parts = {"value": draw(within), "n": draw(st.integers(1, 900)), "sd": draw(st.integers(0, 40))}
    return {name: parts[name] for name in PARTS[item.measure]}


@st.composite
def asked_for(draw) -> tuple[str, str, list[tuple[str, str]]]:
    """Any service, any return of it that is over, and what it sent before: (item, group)."""
    service = draw(st.sampled_from(FRAMEWORK.services))
    over = [one for one in kit.offered(FRAMEWORK, service, NOTHING_SENT, TODAY) if one.end <= TODAY]
    items = [one.id for one in FRAMEWORK.indicators if one.fed_by != "published" and FRAMEWORK.reports(service, one)]
    groups = st.sampled_from(["", "girls", "=1+1", "aged 5-11"])
    pairs = st.tuples(st.sampled_from([*items, "E01", "E05"]), groups)
    return service.id, draw(st.sampled_from(over)).code, draw(st.lists(pairs, unique=True, max_size=15))


def kit_for(service_id: str, code: str, before: list[tuple[str, str]]) -> kit.Kit:
    """The template of a return, where its service sent noughts and notes in the period before."""
    service = FRAMEWORK.service[service_id]
    period = kit.period_asked(FRAMEWORK, service, NOTHING_SENT, code, TODAY)
    last = period.previous()
    about = {"period_start": last.start, "period_end": last.end, "period_kind": last.kind, "value": 0.0, "note": "=2+2"}
    rows = [{"indicator_id": item, "breakdown": group, **about} for item, group in before]
    return kit_with(pl.DataFrame(rows, schema=COUNTS), period, service)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_a_csv_filled_in_with_right_numbers_has_no_fault(data):
    held = kit_for(*data.draw(asked_for()))
    typed = [right_numbers(data.draw, row) for row in held.rows]

    rows = list(csv.DictReader(io.StringIO(kit.as_csv(held).decode("utf-8-sig"))))
    written = io.StringIO()
    writer = csv.DictWriter(written, RETURN_COLUMNS)
    writer.writeheader()
    writer.writerows({**row, **numbers} for row, numbers in zip(rows, typed, strict=True))

    outcome = checked(written.getvalue().encode(), "filled.csv")
    assert list(map(str, outcome.problems)) == []
    assert outcome.rows.height == len(held.rows) > 0


@settings(deadline=None, max_examples=15)
@given(st.data())
def test_a_workbook_filled_in_with_right_numbers_has_no_fault(data):
    held = kit_for(*data.draw(asked_for()))
    book = openpyxl.load_workbook(io.BytesIO(kit.as_xlsx(held)))
    for line, row in enumerate(held.rows, start=2):
        for name, number in right_numbers(data.draw, row).items():
            book["Return"].cell(line, HEADINGS.index(name) + 1).value = number
    filled = io.BytesIO()
    book.save(filled)

    outcome = checked(filled.getvalue(), "filled.xlsx")

    assert list(map(str, outcome.problems)) == []
    assert outcome.rows.height == len(held.rows) > 0


@settings(deadline=None, max_examples=15)
@given(asked_for())
def test_a_template_that_was_not_filled_in_is_answered_once_for_each_row(case):
    held = kit_for(*case)
    for content, name in ((kit.as_csv(held), "blank.csv"), (kit.as_xlsx(held), "blank.xlsx")):
        outcome = checked(content, name)

        assert Counter((one.rule, one.line) for one in outcome.problems) == {
            ("nothing-sent", line): 1 for line in range(2, len(held.rows) + 2)
        }


def test_the_sheet_that_is_read_is_the_return():
    table = read_table(kit.as_xlsx(kit_with()), "template.xlsx")

    assert table.sheet == "Return"
    assert table.header_line == 1


def test_our_own_reference_columns_are_passed_over_in_any_file():
    head = "period,service_id,indicator_id,numerator,denominator"
    line = "2026-27 Q2,SV19,W01,9,12"
    plain = read_table(f"{head}\n{line}\n".encode(), "a.csv")
    beside = read_table(f"{head},{','.join(REFERENCE_COLUMNS)}\n{line},Trained,Apr,8 of 12,=x\n".encode(), "b.csv")

    assert tidy(beside, FRAMEWORK).rows.equals(tidy(plain, FRAMEWORK).rows)
    assert tidy(beside, FRAMEWORK).questions == ()
    assert list(check(tidy(beside, FRAMEWORK), FRAMEWORK, TODAY).problems) == []
    assert signature(beside) == signature(plain)


# CSV


def test_the_csv_has_the_headings_of_a_return_and_nothing_else():
    content = kit.as_csv(kit_with(sent(("W01", "2026-27 Q1"), numerator=9.0, denominator=12.0)))

    head, first, *_ = content.decode("utf-8").split("\r\n")
    assert head == "\ufeff" + ",".join(RETURN_COLUMNS)
    assert first == "2026-27 Q2,SV19,L01,,,,,,,,,"
    assert b"9" not in content.replace(b"SV19", b"").replace(b"W09", b"")


def test_no_group_in_a_csv_is_a_formula():
    held = kit_with(sent(("W01", "2026-27 Q1", "=cmd()")))

    assert "2026-27 Q2,SV19,W01,'=cmd(),,,,,,,," in kit.as_csv(held).decode("utf-8-sig")


def test_the_name_of_a_file_says_whose_it_is_and_that_it_is_a_demonstration():
    real = FRAMEWORK.model_copy(update={"demonstration": ""})

    assert kit.file_name(kit_with(), "csv") == "SV19_2026-27-Q2_template_demonstration.csv"
    assert kit.file_name(kit_with(rules=real), "xlsx") == "SV19_2026-27-Q2_template.xlsx"
    assert kit.dictionary_name(real, SERVICE) == "SV19_dictionary.csv"


# XLSX


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    before = pl.concat(
        [
            sent(("W01", "2026-27 Q1"), ("W01", "2026-27 Q1", "=1+1"), numerator=9.0, denominator=12.0, note="=2+2"),
            sent(("S02", "2026-27 Q1"), value=66.7, n=224.0, sd=16.9, asked=723.0),
            sent(("E01", "2025-26 Q1"), value=1.0, note="Named in June"),
        ]
    )
    return openpyxl.load_workbook(io.BytesIO(kit.as_xlsx(kit_with(before))))


def row_about(sheet, item: str, group: str | None = None) -> dict[str, object]:
    heads = [cell.value for cell in sheet[1]]
    for cells in sheet.iter_rows(min_row=2):
        row = dict(zip(heads, cells, strict=True))
        if row["indicator_id"].value == item and row["breakdown"].value == group:
            return row
    raise AssertionError(f"no row about {item}")


def validations_at(sheet, cell) -> list:
    return [one for one in sheet.data_validations.dataValidation if cell.coordinate in one.sqref]


def test_headings_stand_in_the_first_row_with_a_note_on_what_belongs_there(book):
    sheet = book["Return"]
    headed = [cell for cell in sheet[1] if cell.value]

    assert [cell.value for cell in headed] == [*HEADINGS, "last_time_period", "last_time", "last_time_note"]
    assert set(HEADINGS) == {*RETURN_COLUMNS, "what_is_asked"}
    assert all(len(cell.comment.text) > 20 for cell in headed)
    assert sheet.freeze_panes == "E2"


def test_what_does_not_apply_is_grey_and_nothing_is_protected(book):
    sheet = book["Return"]
    row = row_about(sheet, "W01")

    look = {name: row[name].fill.fgColor.rgb if row[name].fill.fill_type else "" for name in NUMBERS}
    assert look == {**dict.fromkeys(NUMBERS, "FFD9D9D9"), "numerator": "", "denominator": "", "asked": "FFFFF8DC"}
    assert not sheet.protection.sheet


def test_last_time_stands_beside_each_row_as_words(book):
    sheet = book["Return"]
    told = {id: row_about(sheet, id)["last_time"].value for id in ("S02", "E01", "L01")}

    assert told == {"S02": "66.7 (n 224, sd 16.9), 723 asked", "E01": "yes", "L01": None}
    assert row_about(sheet, "E01")["last_time_period"].value == "Apr to Jun 2025"
    assert row_about(sheet, "W01", "=1+1")["last_time"].value == "9 of 12"


def test_no_text_of_a_service_is_a_formula(book):
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]

    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    assert row_about(book["Return"], "W01")["last_time_note"].value == "=2+2"


def test_a_cell_says_what_it_holds_and_warns_but_never_stops(book):
    sheet = book["Return"]
    trained = row_about(sheet, "W01")

    (numerator,) = validations_at(sheet, trained["numerator"])
    assert numerator.prompt == f"{FRAMEWORK.indicator['W01'].numerator}."
    assert validations_at(sheet, trained["value"]) == []
    assert {one.errorStyle for one in sheet.data_validations.dataValidation} == {"warning"}
    (score,) = validations_at(sheet, row_about(sheet, "S02")["value"])
    assert (score.type, float(score.formula1), float(score.formula2)) == ("decimal", 0, 100)
    (evidence,) = validations_at(sheet, row_about(sheet, "E01")["value"])
    assert (evidence.type, evidence.formula1) == ("list", '"1,0"')
    (people,) = validations_at(sheet, row_about(sheet, "S02")["n"])
    assert people.type == "whole"


def test_what_is_named_is_chosen_from_lists_that_hold_what_is_known(book):
    sheet = book["Return"]
    below = sheet.max_row + MORE_ROWS
    chosen = {name: validations_at(sheet, sheet.cell(2, HEADINGS.index(name) + 1)) for name in HEADINGS}
    offered = {}
    for name in ("indicator_id", "breakdown", "marker"):
        (one,) = chosen[name]
        listed, _, span = one.formula1.removeprefix("=").partition("!")
        offered[name] = [cell.value for (cell,) in book[listed][span.replace("$", "")]]
        assert sheet.cell(below, HEADINGS.index(name) + 1).coordinate in one.sqref

    known = [*(one.id for one in FRAMEWORK.indicators), *(one.id for one in FRAMEWORK.evidence)]
    assert [one.formula1 for one in chosen["period"]] == ['"2026-27 Q2"']
    assert offered["breakdown"] == ["=1+1"]
    assert offered["marker"][:4] == ["c", "x", "z", "low"]
    assert {"W01", "S09", "E07"} <= set(offered["indicator_id"]) <= set(known)
    assert [one.formula1 for one in chosen["service_id"]] == ['"SV19"']


def test_text_cells_keep_what_is_typed_as_text(book):
    sheet = book["Return"]

    for name in ("period", "breakdown", "note"):
        letter = sheet.cell(1, HEADINGS.index(name) + 1).column_letter
        assert sheet.column_dimensions[letter].width > 8
        assert sheet[f"{letter}2"].number_format == "@"


def test_every_sheet_prints_one_page_wide_with_whose_data_it_is_at_the_top(book):
    assert book.sheetnames == ["Return", "How to fill this in", "Dictionary", "Lists"]
    for sheet in book:
        assert sheet.oddHeader.right.text == LABEL
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert book["Return"].page_setup.orientation == "landscape"
    assert book["Return"].print_title_rows == "$1:$1"


def test_the_demonstration_is_named_in_the_file_and_never_as_a_row(book):
    values = [cell.value for row in book["Return"].iter_rows(min_row=2) for cell in row]

    assert book.properties.subject == LABEL
    assert LABEL in [cell.value for (cell, *_) in book["How to fill this in"].iter_rows()]
    assert LABEL not in values


def test_how_to_fill_it_in_says_when_how_long_and_what_each_mark_means(book):
    said = " ".join(str(cell.value) for row in book["How to fill this in"].iter_rows() for cell in row if cell.value)

    assert "expected of Social Housing Neighbourhood Teams for Jul to Sep 2026, by 30 Oct 2026. Filling in" in said
    assert "The time is an estimate by the kinds of rows, not a measurement." in said
    assert "hidden because it could show a person (in place of the number)" in said
    assert "If anything is unclear, ask the programme team." in said


def test_the_same_kit_gives_the_same_bytes_dated_by_its_day_and_not_by_the_clock(monkeypatch):
    first = kit.as_xlsx(kit_with())

    assert first == kit.as_xlsx(kit_with())
    assert first != kit.as_xlsx(kit_with(day=date(2026, 11, 1)))
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.created.date() == TODAY
    assert openpyxl.load_workbook(io.BytesIO(first)).properties.modified.date() == TODAY


# Dictionary


def test_the_dictionary_holds_everything_a_service_may_send_once_and_in_the_frameworks_words():
    rows = list(csv.DictReader(io.StringIO(kit.dictionary_csv(FRAMEWORK, SERVICE).decode("utf-8-sig"))))

    ids = [row["id"] for row in rows]
    may = [one.id for one in FRAMEWORK.indicators if one.fed_by != "published" and FRAMEWORK.reports(SERVICE, one)]
    assert ids == [*may, *(one.id for one in FRAMEWORK.evidence)]
    w01, trained = next(row for row in rows if row["id"] == "W01"), FRAMEWORK.indicator["W01"]
    assert (w01["question"], w01["numerator"], w01["denominator"]) == (
        trained.question,
        trained.numerator,
        trained.denominator,
    )
    assert (w01["lowest"], w01["highest"], w01["usually_from"], w01["direction"]) == (
        "0",
        "100",
        "5",
        "higher is better",
    )
    assert FRAMEWORK.node[trained.node].title in w01["why"]
    assert {row["label"] for row in rows} == {LABEL}


# How long


def test_how_long_it_takes_is_rounded_to_five_minutes_and_grows_with_the_rows():
    one_year = kit.minutes(kit_with(period=YEAR))

    assert one_year == 20, "four shares at three minutes, and ten to read and send"
    assert kit.minutes(kit_with()) % 5 == 0
    assert kit.minutes(kit_with()) > one_year


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory):
    opened = small_record(tmp_path_factory.mktemp("kit"))
    yield opened
    opened.engine.dispose()


# Which return


def test_the_returns_offered_are_those_of_the_calendar(sources):
    view = view_on(FRAMEWORK.id, TODAY)
    asked = {(one.service_id, one.period) for one in returns_calendar(sources, view)}

    found = [(one, kit.offered(FRAMEWORK, one, kit.sent_by(sources, view, one), TODAY)) for one in FRAMEWORK.services]

    assert {(service.id, period) for service, periods in found for period in periods} == asked
    assert all(periods == sorted(periods, key=lambda one: one.end, reverse=True) for _, periods in found)


def test_a_template_of_the_calendars_return_holds_what_the_calendar_counts(sources):
    view = view_on(FRAMEWORK.id, TODAY)
    for one in returns_calendar(sources, view):
        if one.service_id in ("SV01", "SV05", "SV12") and one.period.end > date(2026, 3, 1):
            service = FRAMEWORK.service[one.service_id]
            held = kit.kit(view, FRAMEWORK, service, one.period, kit.sent_by(sources, view, service))

            assert (
                tuple(row.item.id for row in held.rows if row.measure != "evidence" and not row.breakdown) == one.asked
            )
            assert held.due == one.due


@pytest.mark.parametrize(
    ("joined", "left", "newest"),
    [
        (None, None, "2026-27 Q2"),
        (None, date(2026, 5, 3), "2025-26 Q4"),
        (date(2026, 10, 1), None, "2026-27 Q3"),
        (date(2027, 5, 1), None, None),
        (None, date(2023, 11, 1), None),
    ],
    ids=["there", "left", "joined this quarter", "joins later", "left at once"],
)
def test_the_newest_return_that_is_due_is_offered_first(joined, left, newest):
    service = SERVICE.model_copy(update={"joined": joined, "left": left})

    found = kit.newest_due(kit.offered(FRAMEWORK, service, NOTHING_SENT, TODAY), service, TODAY)

    assert (found.code if found else None) == newest


@pytest.mark.parametrize(
    "text", ["2026-27 Q1", "2026-27-Q1", "Q1 2026/27", "q1 2026-27"], ids=["as sent", "as in a file name", "b", "c"]
)
def test_a_period_may_be_written_as_people_write_it(text):
    assert kit.period_asked(FRAMEWORK, SERVICE, NOTHING_SENT, text, TODAY) == Q1


@pytest.mark.parametrize(
    ("service", "text", "said"),
    [
        ("SV19", "soon", "'soon' is no period. Write it as in a return, such as 2025-26 Q3 or Q3 2025/26."),
        (
            "SV19",
            "2019-20 Q1",
            "There is no template for 2019-20 Q1: Social Housing Neighbourhood Teams sends a return every quarter, "
            "and the nearest is 2023-24 Q3.",
        ),
        (
            "SV19",
            "2026-27 Q4",
            "There is no template for 2026-27 Q4: Social Housing Neighbourhood Teams sends a return every quarter, "
            "and the nearest is 2026-27 Q3.",
        ),
        (
            "SV01",
            "2026-27 Q1",
            "There is no template for 2026-27 Q1: Early Years Settings Network sends a return every school term, "
            "and the nearest is 2025-26 Summer.",
        ),
    ],
)
def test_a_period_that_is_not_sent_is_answered_with_the_nearest(service, text, said):
    with pytest.raises(ImpactError) as refused:
        kit.period_asked(FRAMEWORK, FRAMEWORK.service[service], NOTHING_SENT, text, TODAY)

    assert str(refused.value) == said


def test_a_framework_of_published_figures_asks_for_no_return():
    published = [one for one in FRAMEWORK.indicators if one.fed_by == "published"]
    rules = FRAMEWORK.model_copy(update={"indicators": tuple(published)})

    with pytest.raises(ImpactError, match="No return is asked of Social Housing Neighbourhood Teams"):
        kit.period_asked(rules, SERVICE, NOTHING_SENT, "", TODAY)
    assert kit.offered(rules, SERVICE, NOTHING_SENT, TODAY) == []


# As known


def made(sources, view, service: str, period) -> kit.Kit:
    one = FRAMEWORK.service[service]
    return kit.kit(view, FRAMEWORK, one, period, kit.sent_by(sources, view, one))


def last_times(sources, view, service="SV05", period=Q4) -> dict[str, str]:
    held = made(sources, view, service, period)
    return {row.item.id: row.last.said for row in held.rows if row.last}


def test_a_demonstration_return_is_what_its_template_asks_for(sources):
    held = made(sources, view_on(FRAMEWORK.id, TODAY), "SV19", Q2)
    lines = (Path(BOROUGH).parent / "demo" / "returns" / "SV19_2026-27-Q2.csv").read_text().splitlines()

    assert {row.item.id for row in held.rows} == {line.split(",")[2] for line in lines[1:]}


def test_last_time_is_as_known_at_the_views_moment(sources):
    now = last_times(sources, view_on(FRAMEWORK.id, TODAY))
    before = last_times(sources, view_on(FRAMEWORK.id, TODAY, date(2026, 2, 10)))

    changed = {id for id in now if now[id] != before.get(id)}
    assert changed
    assert all(now[id].endswith("[r]") for id in changed)
    assert last_times(sources, view_on(FRAMEWORK.id, TODAY, date(2023, 12, 1))) == {}


def test_who_may_not_send_for_a_service_does_not_see_what_it_sent(sources):
    for viewer in (Viewer("champion"), Viewer("analyst", ("SV12",))):
        view = view_on(FRAMEWORK.id, TODAY, viewer=viewer)

        assert last_times(sources, view) == {}
        assert made(sources, view, "SV05", Q4).rows
    assert last_times(sources, view_on(FRAMEWORK.id, TODAY, viewer=Viewer("analyst", ("SV05",))))


@pytest.mark.parametrize(
    ("numbers", "evidence", "said"),
    [
        ({"numerator": 150.0, "denominator": 300.0, "asked": 968.0}, False, "150 of 300, 968 asked"),
        ({"numerator": 231.5, "denominator": 4492.0}, False, "231.5 of 4492"),
        ({"value": 68.7, "n": 235.0, "sd": 16.9}, False, "68.7 (n 235, sd 16.9)"),
        ({"value": 12.0}, False, "12"),
        ({"value": 0.0}, True, "not yet"),
        ({"marker": "c"}, False, "[c]"),
        ({"marker": "x"}, True, "[x]"),
        ({"value": 1.0, "marker": "p r"}, False, "1 [p][r]"),
        ({"value": 12345678.0}, False, "12345678"),
    ],
)
def test_what_was_sent_is_told_in_the_numbers_that_were_typed(numbers, evidence, said):
    (row,) = sent(("W01", "2026-27 Q1"), **numbers).to_dicts()

    assert said_of(row, is_evidence=evidence).said == said
