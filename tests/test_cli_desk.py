"""Any analyst's own numbers at a desk: one figure with its interval, and a funnel of any table."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from impact.cli import app
from impact.metrics.intervals import wilson
from impact.metrics.standardised import directly_standardised

SERVICES = """unit;numerator;denominator
North;30;60
South;150;300
East;40;50
North;5;10
"""


def impact(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def services(tmp_path: Path) -> Path:
    file = tmp_path / "services.csv"
    file.write_text(SERVICES, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "words, said",
    [
        ("proportion 97 141", "97 of 141 is 68.8%. With 95% confidence it lies between 60.7% and 75.9% (Wilson)."),
        ("proportion 0 20", "0 of 20 is 0%. With 95% confidence it lies between 0% and 16.1% (Wilson)."),
        (
            "rate 65 48,000 --per 10000",
            "65 in 48,000 is 13.5 per 10,000. With 95% confidence it lies between 10.5 and 17.3 per 10,000 (Byar).",
        ),
        (
            "rate 55 25000 --confidence 99.8",
            "55 in 25,000 is 220 per 100,000. With 99.8% confidence it lies between 139 and 328 per 100,000 (Byar).",
        ),
        ("count 7", "The count is 7. With 95% confidence it lies between 2.81 and 14.4 (exact Poisson)."),
        (
            "mean -4.5 40 1.1",
            "The mean of 40 is −4.5. With 95% confidence it lies between −4.85 and −4.15 (Student's t).",
        ),
        (
            "difference 97 141 74 132",
            "97 of 141 less 74 of 132 is 12.7 percentage points. With 95% confidence it lies between 1.25 and 23.8 "
            "percentage points (Newcombe). The two differ by more than chance alone explains.",
        ),
        (
            "difference 97 141 74 132 --confidence 0.998",
            "97 of 141 less 74 of 132 is 12.7 percentage points. With 99.8% confidence it lies between −5.24 and 29.7 "
            "percentage points (Newcombe). The two could be the same: chance alone explains as much.",
        ),
        (
            "rate-ratio 50 1000 100 1000",
            "50 in 1,000 over 100 in 1,000 is 0.5 times. With 95% confidence it lies between 0.35 and 0.707 times "
            "(Donner and Zou). The two differ by more than chance alone explains.",
        ),
        (
            "mean-difference 20 10 4 15 12 3",
            "20 less 15 is 5. With 95% confidence it lies between 1.76 and 8.24 (Welch). The two differ by more than "
            "chance alone explains.",
        ),
        (
            "ratio 30 24.5",
            "30 seen over 24.5 expected is 1.22. With 95% confidence it lies between 0.826 and 1.75 (Byar). The two "
            "could be the same: chance alone explains as much.",
        ),
    ],
)
def test_one_figure_is_said_with_its_interval_and_its_method(words: str, said: str) -> None:
    result = impact("interval", *words.split())

    assert (result.stdout, result.exit_code) == (f"{said}\n", 0)


def test_json_holds_the_numbers_unrounded() -> None:
    told = json.loads(impact("interval", "proportion", 97, 141, "--json").stdout)

    assert [told["lower"], told["upper"]] == [100 * float(limit) for limit in wilson(97, 141)]
    assert (told["value"], told["confidence"], told["method"], told["unit"]) == (100 * 97 / 141, 0.95, "Wilson", "%")


@pytest.mark.parametrize(
    "words, said",
    [
        (
            "proportion 150 141",
            "The numerator 150 is more than the denominator 141. Give the part first, then the whole.",
        ),
        ("proportion 5 0", "0 was given for the denominator. Write a number above 0."),
        ("proportion -1 4", "-1 was given for the numerator. Write 0 or more."),
        (
            "proportion many 4",
            "'many' was given for the numerator and is no number. Write digits, such as 1204 or 4.5.",
        ),
        ("proportion nan 4", "'nan' was given for the numerator and is no number. Write digits, such as 1204 or 4.5."),
        ("rate 5 100 --per 0", "0 was given for the number that the rate is per. Write a number above 0."),
        (
            "rate 5 100 --confidence 50",
            "'50' is no confidence to work with. Write one from 90 to under 100, such as 95 or 99.8.",
        ),
        (
            "count 5 --confidence 100",
            "'100' is no confidence to work with. Write one from 90 to under 100, such as 95 or 99.8.",
        ),
        ("mean 4 1 1", "A mean of 1 has no interval. It takes 2 or more."),
        ("mean 4 10 -1", "-1 was given for the standard deviation. Write 0 or more."),
        ("rate-ratio 5 100 0 100", "The second rate has no events, so nothing can be said in times of it."),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(words: str, said: str) -> None:
    result = impact("interval", *words.split())

    assert (result.stderr, result.stdout, result.exit_code) == (f"{said}\n", "", 2)


def test_a_funnel_says_who_lies_outside_and_what_chance_would_do(services: Path) -> None:
    result = impact("funnel", services)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "All together: 53.6%.",
        "Of 3 units 1 lies above the 99.8% limits. The other 2 lie inside.",
        "Of 3 units fewer than one would lie outside the 95% limits by chance alone.",
    ]
    north = next(line for line in lines if line.startswith("North")).split()
    assert north[:4] == ["North", "35", "70", "50"]  # its two rows are added up


def test_a_funnel_as_json_holds_every_unit_and_the_limits_of_a_chart(services: Path) -> None:
    told = json.loads(impact("funnel", services, "--json").stdout)

    assert (told["kind"], told["whole"], told["widened"]) == ("proportion", pytest.approx(100 * 225 / 420), False)
    assert [one["unit"] for one in told["units"]] == ["North", "South", "East"]
    assert told["units"][2]["place"] == "above 99.8%"
    assert len(told["chart"]) == 100
    assert list(told["chart"][0]) == ["foot", "lower_99_8", "lower_95", "upper_95", "upper_99_8"]


def test_headings_say_of_what_the_funnel_is(tmp_path: Path) -> None:
    ratios, rates = tmp_path / "ratios.csv", tmp_path / "rates.csv"
    ratios.write_text('Id,Observed,Expected\nA,"1,205",1000\nB,0,2.3\n', encoding="utf-8")
    rates.write_text("area,events,population\nA,50,10000\nB,20,9000\n", encoding="utf-8")

    of_ratios, of_rates = (
        impact("funnel", ratios),
        json.loads(impact("funnel", rates, "--json", "--per", "1000").stdout),
    )

    assert of_ratios.stdout.startswith(
        "The expectation: 1.\nOf 2 units 1 lies above the 99.8% limits. The other one lies inside."
    )
    assert (of_rates["kind"], of_rates["units"][0]["value"]) == ("rate", 5)


def test_columns_with_other_headings_are_named(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    file.write_text("School,Late pupils,Pupils on roll\nA,5,100\nB,9,90\n", encoding="utf-8")

    named = impact("funnel", file, "--unit", "School", "--numerator", "late pupils", "--denominator", "Pupils on roll")
    misspelt = impact("funnel", file, "--unit", "Scool")

    assert named.stdout.startswith("All together: 7.37%.")
    assert misspelt.stderr.startswith("There is no column 'Scool'. Did you mean 'School'?")


@pytest.mark.parametrize(
    "content, words, said",
    [
        (
            "unit,numerator,denominator\nA,5,4\n",
            (),
            "A has 5 of 4: more than the whole. Mend it, or choose --kind ratio",
        ),
        ("unit,numerator,denominator\nA,5,0\n", (), "A has 5 of 0. Write 0 or more, of more than 0."),
        ("unit,numerator,denominator\nA,-5,4\n", (), "A has -5 of 4. Write 0 or more, of more than 0."),
        (
            "unit,numerator,denominator\nA,5,9\nB,some,9\n",
            (),
            "Row 3, column B (numerator): 'some' is no number. Write digits, or take the row out.",
        ),
        (
            "unit,numerator,denominator\nA,5,\nB,5,6\n",
            (),
            "Row 2, column C (denominator): the cell is empty. Write digits, or take the row out.",
        ),
        (
            "unit,numerator\nA,5\n",
            (),
            "There is no column for the denominator. Head it 'denominator' or 'expected', or name yours with "
            "--denominator. There are: 'unit', 'numerator'.",
        ),
        ("unit,numerator,denominator\n,5,9\nB,5,9\n", (), "Row 2, column A: the unit has no name. Write one."),
        (
            "unit,numerator,denominator\nA,5,9\n",
            ("--widen",),
            "Limits are widened for 10 units or more; here are 1.",
        ),
        ("unit,numerator,denominator\n", (), "'x.csv' has headings but no rows under them."),
        ("", (), "'x.csv' is empty"),
    ],
)
def test_a_table_that_cannot_be_is_refused_in_one_sentence(
    tmp_path: Path, content: str, words: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "x.csv"
    file.write_text(content, encoding="utf-8")

    result = impact("funnel", file, *words)

    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_refused() -> None:
    result = impact("funnel", "nowhere.csv")

    assert (result.stderr, result.exit_code) == ("There is no file 'nowhere.csv'. Check its name and folder.\n", 2)


def test_units_that_differ_more_than_chance_are_told_and_the_limits_can_allow_for_it(tmp_path: Path) -> None:
    rows = "".join(f"U{at},{75 if at % 2 else 25},100\n" for at in range(12))
    file = tmp_path / "x.csv"
    file.write_text(f"unit,numerator,denominator\n{rows}", encoding="utf-8")

    narrow, wide = impact("funnel", file).stdout, impact("funnel", file, "--widen").stdout

    assert "; --widen makes the limits allow for it." in narrow
    assert "All 12 units lie inside the 95% limits." in wide
    assert "; the limits allow for it." in wide


BANDS = """ageband,events,population,standard,reference_events,reference_population
0-14,12,1000,2000,100,10000
15-64,30,5000,6000,400,60000
65+,9,500,2000,90,9000
"""


def test_a_rate_is_standardised_for_age_one_way_or_the_other(tmp_path: Path) -> None:
    indirect, direct = tmp_path / "indirect.csv", tmp_path / "direct.csv"
    indirect.write_text(BANDS, encoding="utf-8")
    direct.write_text("\n".join(line.rsplit(",", 2)[0] for line in BANDS.splitlines()), encoding="utf-8")
    bands = ([12, 30, 9], [1000, 5000, 500])

    of_direct = json.loads(impact("interval", "standardised", direct, "--per", 1000, "--json").stdout)
    of_indirect = impact("interval", "standardised", indirect, "--confidence", "99.8").stdout

    wanted = directly_standardised(*bands, [2000, 6000, 2000], 0.95, 1000)
    assert (of_direct["value"], of_direct["lower"], of_direct["upper"]) == (wanted.value, wanted.lower, wanted.upper)
    assert of_indirect == (
        "51 seen over 48.3 expected is 1.06. With 99.8% confidence it lies between 0.656 and 1.6 (Byar). The two "
        "could be the same: chance alone explains as much.\n"
    )


@pytest.mark.parametrize(
    "content, said",
    [
        ("events,population\n12,1000\n", "There is no column for the standard. Head it 'standard' or "),
        ("events,population,standard\n5,1000,10\n", "There are 5 events in all. A directly standardised rate takes 10"),
        ("events,population,standard\n15,0,10\n", "Every age band needs a population and a standard population"),
        ("events,population,standard\n15,x,10\n", "Row 2, column B (population): 'x' is no number."),
    ],
)
def test_what_cannot_be_standardised_is_said_in_a_sentence(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(content, encoding="utf-8")

    result = impact("interval", "standardised", file)

    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.startswith(said)
    assert len(result.stderr.splitlines()) == 1
