"""Published files become returns: no mark becomes a number, nothing wrong comes in, every figure leads back."""

import csv
import io
import re
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import periods
from impact.columns import RETURN_COLUMNS
from impact.framework import Framework, load
from impact.problems import ImpactError
from impact.recipes import (
    Imported,
    Recipe,
    build_returns,
    load_places,
    load_recipe,
    recipe_names,
    run,
    to_csv,
)
from impact.recipes.cells import year_of

REPO = Path(__file__).resolve().parents[1]
RAW = REPO.parent / "shared" / "data" / "real"
PUBLISHED = REPO / "data" / "published"
ROCHDALE, ENGLAND, NORTH_WEST = "E08000005", "E92000001", "E12000002"

needs_raw = pytest.mark.skipif(
    not RAW.is_dir(), reason="The publishers' files are not here: put them in ../shared/data/real."
)

BOROUGH = load(REPO / "data" / "framework")
COUNTRY = load(REPO / "data" / "frameworks" / "england-children")


def framework_of(recipe: Recipe) -> Framework:
    return COUNTRY if set(recipe.indicators) & set(COUNTRY.indicator) else BOROUGH


def written(recipe: Recipe, rows: list[dict[str, str]]) -> bytes:
    """A file as the publisher would send it: the recipe's columns, in order."""
    text = io.StringIO()
    writer = csv.DictWriter(text, recipe.columns, restval="0")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def row_for(recipe: Recipe, code: str = ROCHDALE, label: str = "", **cells: str) -> dict[str, str]:
    """One row that the recipe's first measure takes; its numbers are `cells`, else 0."""
    label = label or str(recipe.measures[0].last_year or 2023)
    blank = dict.fromkeys(recipe.areas.columns, "")
    sent = "354" if recipe.areas.scheme == "dfe" else code
    filters = {column: words[0] for column, words in {**recipe.where, **recipe.measures[0].where}.items()}
    notes = {recipe.mark_notes.column: ""} if recipe.mark_notes else {}
    return {**blank, **filters, **notes, recipe.areas.columns[0]: sent, recipe.period.column: label, **cells}


def imported(recipe: Recipe, rows: list[dict[str, str]], framework: Framework | None = None) -> Imported:
    companions = {
        name: written(other, [row_for(other, label="2022", population_estimate="1000")])
        for name, other in recipe.companions.items()
    }
    return run(recipe, written(recipe, rows), companions, framework or framework_of(recipe))


def from_raw(name: str, framework: Framework = BOROUGH) -> Imported:
    recipe = load_recipe(name)
    companions = {key: (RAW / other.source_file).read_bytes() for key, other in recipe.companions.items()}
    return run(recipe, (RAW / recipe.source_file).read_bytes(), companions, framework)


def figure(rows: pl.DataFrame, indicator: str, area: str, period: str) -> dict[str, str]:
    found = rows.filter(indicator_id=indicator, service_id=area, period=period)
    assert found.height == 1
    return found.row(0, named=True)


def published() -> pl.DataFrame:
    files = [path for path in PUBLISHED.glob("*.csv") if path.name not in ("manifest.csv", "refused.csv")]
    return pl.concat(pl.read_csv(path, infer_schema=False).fill_null("") for path in files)


# Marks


@pytest.mark.parametrize("name", recipe_names())
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_a_mark_never_becomes_a_number(name: str, data: st.DataObject) -> None:
    recipe = load_recipe(name)
    cell = st.sampled_from([*recipe.marks, "12"])
    cells = {column: data.draw(cell, label=column) for column in recipe.number_columns}

    result = imported(recipe, [row_for(recipe, **cells)])

    sent_marks = {recipe.marks[cell] for cell in cells.values() if cell != "12"}
    for row in result.rows.iter_rows(named=True):
        numbered = bool(row["numerator"] or row["value"])
        assert numbered != bool(row["marker"])
        assert set(row["marker"].split()) <= sent_marks | {"z"}
        assert row["numerator"] in ("", "12") and row["value"] in ("", "12")
    if set(cells.values()) <= set(recipe.marks):
        assert all(row["marker"] for row in result.rows.iter_rows(named=True))


@pytest.mark.parametrize("name", recipe_names())
def test_a_cell_that_is_neither_a_number_nor_a_known_mark_is_refused_with_its_line(name: str) -> None:
    recipe = load_recipe(name)

    result = imported(recipe, [row_for(recipe, **dict.fromkeys(recipe.number_columns, "about 12"))])

    assert result.rows.is_empty()
    assert {one.line for one in result.refused} == {2}
    assert all("'about 12' is neither a number nor a mark" in one.why for one in result.refused)


def test_an_empty_cell_takes_the_reason_given_in_words_beside_it() -> None:
    recipe = load_recipe("injuries")
    hidden = "Value suppressed for disclosure control due to small count"
    rows = [
        row_for(recipe, label="2021/22", Count="", Denominator="", **{"Value note": hidden}),
        row_for(recipe, label="2022/23", Count="", Denominator="", **{"Value note": "Not presented"}),
    ]

    result = imported(recipe, rows, BOROUGH)

    assert dict(result.rows.select("period", "marker").rows()) == {"2021-22": "c", "2022-23": "x"}


def test_nobody_out_of_nobody_is_marked_and_no_share() -> None:
    recipe = load_recipe("repeat_plans")

    result = imported(recipe, [row_for(recipe, CPP_start="0", CPP_subsequent="0")], BOROUGH)

    assert result.rows.select("numerator", "denominator", "marker").rows() == [("", "", "z")]


# Years and places


@pytest.mark.parametrize(
    ("label", "year", "qualifier"),
    [
        ("2025", 2025, ""),
        ("2023/24", 2024, ""),
        ("2023-24", 2024, ""),
        ("202324", 2024, ""),
        ("2023-2024", 2024, ""),
        ("1999-00", 2000, ""),
        ("2025 (prov)", 2025, "p"),
        ("2018 (Rev)", 2018, "r"),
        ("2016-17 (OT)", None, ""),
        ("202426", None, ""),
        ("2014-16", None, ""),
        ("2013/14-15/16", None, ""),
        ("0", None, ""),
        ("", None, ""),
    ],
)
def test_a_label_names_one_year_or_none(label: str, year: int | None, qualifier: str) -> None:
    assert year_of(label) == (year, qualifier)


def test_a_label_of_no_single_year_is_refused_and_said() -> None:
    recipe = load_recipe("repeat_plans")

    result = imported(recipe, [row_for(recipe, label="2014-16", CPP_start="20", CPP_subsequent="3")], BOROUGH)

    assert [str(one) for one in result.refused] == [
        "Line 2: P03, Rochdale, 2014-16: 3 / 20. The label '2014-16' names no single year, so the figure has no period."
    ]


@pytest.mark.parametrize(
    ("recipe", "framework", "indicator", "label", "period"),
    [
        ("repeat_plans", BOROUGH, "P03", "2025", "2024-25"),
        ("social_workers", BOROUGH, "P16", "2025", "2025-26"),
        ("social_workers", COUNTRY, "C11", "2025", "2025"),
        ("injuries", BOROUGH, "P13", "2023/24", "2023-24"),
        ("populations", COUNTRY, "C01", "2024", "2024"),
    ],
)
def test_a_year_is_filed_under_the_period_that_holds_its_last_day(
    recipe: str, framework: Framework, indicator: str, label: str, period: str
) -> None:
    read = load_recipe(recipe)
    bases = {column for measure in read.measures for column in measure.denominator}
    cells = {column: "2000" if column in bases else "12" for column in read.number_columns}

    result = imported(read, [row_for(read, label=label, **cells)], framework)

    assert result.rows.filter(indicator_id=indicator)["period"].to_list() == [period]


def test_months_across_the_page_belong_to_the_year_that_ends_in_march() -> None:
    recipe = load_recipe("referrals_by_month")
    months = {name: str(100 + number) for name, number in recipe.period.months.items()}

    result = imported(recipe, [row_for(recipe, label="2024", **months)])

    assert result.rows.select("period", "value").rows() == [
        *((f"2023-{month:02d}", str(100 + month)) for month in range(4, 13)),
        *((f"2024-{month:02d}", str(100 + month)) for month in range(1, 4)),
    ]


def test_an_authority_under_a_new_code_keeps_one_id_and_the_note_says_which_was_published() -> None:
    recipe = load_recipe("repeat_plans")

    result = imported(recipe, [row_for(recipe, "E10000023", CPP_start="20", CPP_subsequent="9")], COUNTRY)

    assert result.rows["service_id"].to_list() == ["E06000065"]
    assert result.rows["note"].to_list() == ["publisher's line 2, columns E/F; publisher's area E10000023"]


def test_an_unknown_code_is_refused_and_said() -> None:
    recipe = load_recipe("repeat_plans")

    result = imported(recipe, [row_for(recipe, "E08999999", CPP_start="20", CPP_subsequent="9")], COUNTRY)

    assert result.rows.is_empty()
    assert "'E08999999' is not in the table of published areas" in result.refused[0].why


def test_every_area_of_both_frameworks_is_known_under_its_own_code() -> None:
    known = load_places().by_gss

    ids = [one.id for framework in (BOROUGH, COUNTRY) for one in framework.areas]
    ids += [one.id for one in COUNTRY.services]

    assert [one for one in ids if one not in known or known[one].code not in (one, "E08000038", "E08000039")] == []


# Figures that are wrong


def test_a_part_larger_than_its_whole_is_refused_and_said() -> None:
    recipe = load_recipe("repeat_plans")

    result = imported(recipe, [row_for(recipe, CPP_start="20", CPP_subsequent="21")], BOROUGH)

    assert result.rows.is_empty()
    assert str(result.refused[0]) == (
        "Line 2: P03, Rochdale, 2023: 21 / 20. The part is larger than the whole, so it is no share."
    )


def test_a_country_above_all_its_authorities_looks_like_a_sum_and_is_refused() -> None:
    recipe = load_recipe("self_harm")
    authorities = [place.code for place in load_places().by_gss.values() if place.level == "authority"]
    rows = [row_for(recipe, code, "2017/18", value="150") for code in dict.fromkeys(authorities)]

    sound = imported(recipe, [*rows, row_for(recipe, ENGLAND, "2017/18", value="150")], BOROUGH)
    summed = imported(recipe, [*rows, row_for(recipe, ENGLAND, "2017/18", value="1350")], BOROUGH)

    assert sound.refused == ()
    assert [one.line for one in summed.refused] == [len(rows) + 2]
    assert "looks like a sum of rates" in summed.refused[0].why
    assert ENGLAND not in summed.rows["service_id"].to_list()


def test_a_figure_outside_the_bounds_of_its_indicator_is_refused() -> None:
    recipe = load_recipe("self_harm")

    result = imported(recipe, [row_for(recipe, label="2017/18", value="2501")], BOROUGH)

    assert result.rows.is_empty()
    assert "outside what the framework holds possible (0.0 to 2500.0)" in result.refused[0].why


def test_a_repeated_row_counts_once_and_two_different_figures_are_refused() -> None:
    recipe = load_recipe("self_harm")
    first, other = (row_for(recipe, label="2017/18", value=value) for value in ("300", "310"))

    repeated = imported(recipe, [first, first], BOROUGH)
    different = imported(recipe, [first, other], BOROUGH)

    assert repeated.rows["note"].to_list() == ["publisher's line 2, column E"]
    assert different.rows.is_empty()
    assert [one.line for one in different.refused] == [2, 3]


def test_a_fraction_is_scaled_to_the_indicator_s_unit() -> None:
    recipe = load_recipe("self_harm")
    scaled = recipe.model_copy(update={"measures": (recipe.measures[0].model_copy(update={"scale": 100}),)})

    result = imported(scaled, [row_for(recipe, label="2017/18", value="4.454")], BOROUGH)

    assert result.rows["value"].to_list() == ["445.4"]


# Files that cannot be read


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x89PNG\r\n\x1a\n0000", "This is a picture, whatever its name says."),
        (b"PK\x03\x040000", "This is an Excel workbook or packed folder, whatever its name says."),
        (b"PAR10000", "This is a Parquet file; the recipe reads CSV."),
        (b"time_period,n\x00ame\n", "This is not a text file."),
        (b"time_period,caf\xe9\n", "Its letters are not UTF-8."),
        (b"\n\n", "It holds no text."),
    ],
)
def test_a_file_of_another_kind_is_refused_with_a_remedy(content: bytes, said: str) -> None:
    with pytest.raises(ImpactError, match=r"Fetch the file again from Department for Education") as refused:
        run(load_recipe("repeat_plans"), content, {}, BOROUGH)

    assert said in str(refused.value)


def test_a_missing_column_is_named_with_the_nearest_found() -> None:
    recipe = load_recipe("repeat_plans")
    content = written(recipe, [row_for(recipe)]).replace(b"CPP_subsequent", b"CPP_subsequent_plan")

    with pytest.raises(ImpactError, match=r"'CPP_subsequent' \(nearest found: 'CPP_subsequent_plan'\)"):
        run(recipe, content, {}, BOROUGH)


def test_a_damaged_parquet_file_is_refused() -> None:
    with pytest.raises(ImpactError, match="It is damaged"):
        run(load_recipe("lait"), b"PAR1 and then nothing", {}, BOROUGH)


def test_a_file_without_the_rows_of_the_recipe_is_refused() -> None:
    recipe = load_recipe("injuries")

    with pytest.raises(ImpactError, match="none of the rows that the recipe 'injuries' looks for"):
        imported(recipe, [row_for(recipe, Sex="Male")], BOROUGH)


def test_a_missing_companion_is_asked_for() -> None:
    recipe = load_recipe("referrals")

    with pytest.raises(ImpactError, match=r"also needs the file 'indicators/ons_mid-year.*as the companion 'populat"):
        run(recipe, written(recipe, [row_for(recipe)]), {}, COUNTRY)


def test_a_recipe_that_feeds_nothing_here_says_so() -> None:
    with pytest.raises(ImpactError, match="feeds none of the indicators of 'Trauma-informed Rochdale'"):
        imported(load_recipe("populations"), [row_for(load_recipe("populations"))], BOROUGH)


def test_lines_are_counted_as_in_the_file_opened_even_after_quoted_line_breaks() -> None:
    recipe = load_recipe("lait")
    measure = {"Short Desc": "CPP_rate", "Years": "2024", "LA Number": "354"}
    text = "Short Desc,Data item,Years,LA Number,Values\r\n"
    text += 'CPP_rate,"Rate of children\r\n\r\non plans",2023,354,56\r\n'
    text += ",".join([measure["Short Desc"], "", measure["Years"], measure["LA Number"], "61.600000000000001"]) + "\r\n"

    result = run(recipe, text.encode(), {}, BOROUGH)

    assert result.rows.select("period", "value", "note").rows() == [
        ("2022-23", "56", "publisher's line 2, column E"),
        ("2023-24", "61.6", "publisher's line 5, column E"),
    ]


def test_a_row_with_too_few_cells_is_refused_by_its_line() -> None:
    recipe = load_recipe("repeat_plans")
    content = written(recipe, [row_for(recipe, CPP_start="20", CPP_subsequent="9")]) + b"E08000005,2023\r\n"

    result = run(recipe, content, {}, BOROUGH)

    assert result.rows.height == 1
    assert [str(one) for one in result.refused] == [
        "Line 3: 2 cells. The heading has 6, so its cells cannot be told apart."
    ]


# Recipes


def test_every_recipe_feeds_a_framework_and_only_published_indicators() -> None:
    known = {**BOROUGH.indicator, **COUNTRY.indicator}

    for name in recipe_names():
        recipe = load_recipe(name)
        assert recipe.indicators
        assert all(known[one].fed_by == "published" for one in recipe.indicators)


def test_an_unknown_recipe_is_answered_with_the_nearest() -> None:
    with pytest.raises(ImpactError, match=r"no recipe 'referals'\. Did you mean 'referrals'"):
        load_recipe("referals")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('column = "period"', 'colunm = "period"', "period.colunm: Extra inputs are not permitted"),
        ('na = "x"', 'na = "0"', "not marks that stand in place of a number: 0"),
        ('value = "value"', "", "Give numerator and denominator, or value, or months = true"),
        ('name = "self_harm"', 'name = "harm"', "calls itself 'harm'"),
        ("[marks]", "[marks", "cannot be read"),
    ],
)
def test_a_faulty_recipe_says_what_to_correct(tmp_path: Path, before: str, after: str, said: str) -> None:
    text = (REPO / "data" / "recipes" / "self_harm.toml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "self_harm.toml").write_text(text.replace(before, after), encoding="utf-8")

    with pytest.raises(ImpactError) as refused:
        load_recipe("self_harm", tmp_path)

    assert said in str(refused.value)


# The borough's published figures, from the publishers' files


@needs_raw
def test_england_s_first_time_entrants_are_refused_and_said() -> None:
    result = from_raw("lait")

    assert result.rows.filter(indicator_id="P11", service_id=ENGLAND).is_empty()
    assert len([one for one in result.refused if "sum of the nine regional rates" in one.why]) == 9
    assert figure(result.rows, "P11", ROCHDALE, "2024")["value"] == "219"
    assert figure(result.rows, "P11", NORTH_WEST, "2024")["value"] == "168"


@needs_raw
def test_the_sum_is_found_even_where_no_one_has_named_it() -> None:
    recipe = load_recipe("lait").model_copy(update={"refuse": ()})

    result = run(recipe, (RAW / recipe.source_file).read_bytes(), {}, BOROUGH)

    assert {one.what.split(":")[0] for one in result.refused} == {f"P11, England, {year}" for year in range(2016, 2025)}
    assert all("looks like a sum of rates" in one.why for one in result.refused)


@needs_raw
def test_counts_that_stand_among_percentages_are_found() -> None:
    lait = load_recipe("lait")
    deaths = lait.measures[1].model_copy(update={"where": {"Short Desc": ("PreChildDea",)}})
    recipe = lait.model_copy(update={"measures": (deaths,)})

    result = run(recipe, (RAW / recipe.source_file).read_bytes(), {}, BOROUGH)

    assert result.rows.filter(pl.col("service_id") == ENGLAND, pl.col("value") != "").is_empty()
    assert "P02, England, 2021: 882" in {one.what for one in result.refused}


@needs_raw
def test_a_year_of_nought_is_refused() -> None:
    lait = load_recipe("lait")
    exclusions = lait.measures[1].model_copy(update={"where": {"Short Desc": ("CINPermExclusion",)}})
    recipe = lait.model_copy(update={"measures": (exclusions,)})

    result = run(recipe, (RAW / recipe.source_file).read_bytes(), {}, BOROUGH)

    assert "The label '0' names no single year, so the figure has no period." in {one.why for one in result.refused}


@needs_raw
def test_lait_is_imported_within_five_seconds() -> None:
    began = time.perf_counter()

    from_raw("lait")

    assert time.perf_counter() - began < 5


@needs_raw
def test_the_text_form_of_lait_gives_the_same_figures_as_the_parquet() -> None:
    recipe = load_recipe("lait")
    text = run(recipe, (RAW / "indicators/lait_bds_long_rochdale_gm_neighbours.csv").read_bytes(), {}, BOROUGH)

    figures = [name for name in RETURN_COLUMNS if name != "note"]

    assert text.rows.select(figures).equals(from_raw("lait").rows.select(figures))


@needs_raw
@pytest.mark.parametrize(
    ("recipe", "indicator", "area", "period", "numerator", "denominator", "percent"),
    [
        ("referrals", "P04", ROCHDALE, "2024-25", "477", "2768", 17.2),
        ("looked_after", "P01", ROCHDALE, "2024-25", "594", "58087", 1.02),
        ("repeat_plans", "P03", ROCHDALE, "2023-24", "129", "402", 32.1),
        ("repeat_plans", "P03", ROCHDALE, "2024-25", "62", "308", 20.1),
        ("social_workers", "P16", ROCHDALE, "2025-26", "34.8", "209.1", 16.6),
        ("looked_after", "P01", ENGLAND, "2024-25", "81770", "12183016", 0.67),
    ],
)
def test_known_figures_arrive_as_counts(
    recipe: str, indicator: str, area: str, period: str, numerator: str, denominator: str, percent: float
) -> None:
    found = figure(from_raw(recipe).rows, indicator, area, period)

    assert (found["numerator"], found["denominator"], found["value"]) == (numerator, denominator, "")
    assert 100 * float(found["numerator"]) / float(found["denominator"]) == pytest.approx(percent, abs=0.05)


@needs_raw
def test_boys_girls_and_deprivation_tenths_do_not_double_the_years() -> None:
    rows = from_raw("injuries").rows

    assert rows.filter(service_id=ROCHDALE).height == 14
    assert rows.filter(service_id=ENGLAND).height == 14
    assert figure(rows, "P13", ROCHDALE, "2010-11")["numerator"] == "712"


@needs_raw
def test_the_joint_return_of_two_authorities_is_refused_and_said() -> None:
    result = from_raw("social_workers", COUNTRY)

    joint = [one for one in result.refused if "Kingston upon Thames / Richmond upon Thames" in one.what]
    assert len(joint) == 9 * 5
    assert all("it belongs to neither alone" in one.why for one in joint)


@needs_raw
def test_a_figure_walks_back_to_the_publisher_s_cell() -> None:
    rows = from_raw("referrals").rows
    lines = (RAW / load_recipe("referrals").source_file).read_text(encoding="utf-8").splitlines()

    for row in rows.filter(pl.col("numerator") != "").iter_rows(named=True):
        line, top, base = re.fullmatch(r"publisher's line (\d+), columns (\w)/(\w)", row["note"]).groups()
        cells = next(csv.reader([lines[int(line) - 1]]))
        assert cells[ord(top) - ord("A")] == row["numerator"]
        assert cells[ord(base) - ord("A")] == row["denominator"]


@needs_raw
def test_the_published_figures_in_the_repository_are_what_the_files_give(tmp_path: Path) -> None:
    build_returns(REPO / "data" / "framework", RAW, tmp_path)

    kept = {path.name: path.read_bytes() for path in PUBLISHED.iterdir()}

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept


# The figures kept in the repository


def test_no_figure_of_an_area_and_year_comes_from_two_files() -> None:
    assert not published().select("indicator_id", "service_id", "period", "breakdown").is_duplicated().any()


def test_every_published_indicator_but_the_police_one_has_figures_for_the_home_area() -> None:
    home = published().filter(service_id=ROCHDALE)["indicator_id"].unique().to_list()

    wanted = {one.id for one in BOROUGH.indicators if one.fed_by == "published"}

    assert wanted - set(home) == {"P14"}


def test_no_row_is_made_for_greater_manchester() -> None:
    assert set(published()["service_id"]) == set(BOROUGH.area)


def test_every_period_is_of_the_indicator_s_own_kind() -> None:
    for indicator, period in published().select("indicator_id", "period").unique().iter_rows():
        assert periods.parse(period, BOROUGH.indicator[indicator].frequency) is not None


def test_the_new_profile_of_children_aged_five_is_marked_as_a_break() -> None:
    rows = published().filter(pl.col("marker").str.contains("b"))

    assert set(rows.select("indicator_id", "period").rows()) == {("P10", "2021-22")}


def test_a_return_is_plain_utf_8_with_line_feeds() -> None:
    recipe = load_recipe("self_harm")

    content = to_csv(imported(recipe, [row_for(recipe, label="2017/18", value="300")], BOROUGH))

    assert content == (
        b"period,service_id,indicator_id,breakdown,numerator,denominator,value,n,sd,asked,marker,note\n"
        b'2017-18,E08000005,P12,,,,300,,,,,"publisher\'s line 2, column E"\n'
    )
