"""The intruder before what the Department for Education published: hidden parts of totals that are shown."""

from collections.abc import Iterator, Sequence
from math import inf
from pathlib import Path

import polars as pl
import pytest

from impact.audit.bounding import Solver
from impact.audit.problem import Line, Problem

REPO = Path(__file__).resolve().parents[2]
RAW = REPO.parent / "shared" / "data" / "real"
HIDES = 5
"""Of 54,906 counts of authorities that are shown, none is 1 to 5 (conventions e.5)."""

needs_raw = pytest.mark.skipif(
    not RAW.is_dir(), reason="The publishers' files are not here: put them in ../shared/data/real."
)

Parts = Sequence[int | None]


def reaches(total: int, parts: Parts) -> list[tuple[int, int]]:
    """The least and the most that each hidden part (None) of a shown total can be; zeros are shown."""
    hidden = [at for at, part in enumerate(parts) if part is None]
    problem = Problem()
    for at in hidden:
        problem.know(at, 1, inf)
    left = total - sum(part or 0 for part in parts)
    problem.lines.append(Line(dict.fromkeys(hidden, 1.0), left, left, "total"))
    problem.tighten()
    solver = Solver(problem)
    found = [solver.reach({at: 1.0}) for at in hidden]
    return [(round(ends[0]), round(ends[1])) for ends in found if ends]


def caught(total: int, parts: Parts) -> bool:
    """Whether fewer than five numbers remain possible for a hidden part that may be one of those that are hidden."""
    return any(most - least + 1 < HIDES and least <= HIDES for least, most in reaches(total, parts))


@pytest.mark.parametrize(
    ("total", "parts", "is_caught"),
    [
        (489, (185, 170, 80, None, None), False),  # County Durham, plans at 31 March 2025 by how long they have lasted
        (218, (78, 49, 56, None, None), False),  # Gateshead
        (173, (53, 38, 62, None, None), False),  # Hartlepool
        (240, (92, None, 76, 35, None), False),  # Cheshire East
        (489, (185, 170, 80, 50, None), True),  # and as it would be with a single band hidden
        (440, (185, 170, 80, None, None), True),  # with a pair that comes to five, as in 14 years of authorities
        (441, (185, 170, 80, None, None), False),
    ],
)
def test_a_pair_of_hidden_bands_is_caught_where_it_comes_to_five_or_less(total, parts, is_caught) -> None:
    assert caught(total, parts) == is_caught


def test_one_hidden_band_and_a_hidden_total_are_caught_where_the_shares_are_shown() -> None:
    """185 is 37.8% of what? Of 489, and so the band that is hidden with the total comes out."""
    shown = {185: 37.8, 170: 34.8, 80: 16.4, 51: 10.4}
    fitting = [
        total for total in range(400, 600) if all(round(100 * one / total, 1) == share for one, share in shown.items())
    ]

    left = [total - sum(shown) for total in fitting]

    assert (min(left), max(left)) == (3, 3)


def pieces(path: Path, total: str, parts: Sequence[str]) -> Iterator[tuple[int, Parts]]:
    """Each authority's total that is shown, with its parts of which some are hidden and the others shown."""
    table = pl.read_csv(path, infer_schema=False).filter(pl.col("geographic_level") == "Local authority")
    for row in table.iter_rows(named=True):
        said = [row[part] for part in parts]
        if row[total].isdigit() and "c" in said and all(one == "c" or one.isdigit() for one in said):
            shown = sum(int(one) for one in said if one != "c")
            if int(row[total]) >= shown + said.count("c"):  # else its parts are not all of the total, or overlap
                yield int(row[total]), [None if one == "c" else int(one) for one in said]


MONTHS = ("April", "May", "June", "July", "August", "September")
MONTHS += ("October", "November", "December", "January", "February", "March")
NEEDS = ("N1_Abuse_or_neglect", "N2_Childs_disability_or_illness", "N3_Parents_disability_or_illness")
NEEDS += ("N4_Family_in_acute_stress", "N5_Family_dysfunction", "N6_Socially_unacceptable_behaviour", "N7_Low_income")
NEEDS += ("N8_Absent_parenting", "N9_Cases_other_than_CIN", "N0_Not_stated")


@needs_raw
@pytest.mark.parametrize(
    ("file", "total", "parts"),
    [
        ("indicators/b3_cin_primary_need_2013_to_2024.csv", "At31_episodes", NEEDS),
        ("series/c6_children_in_need_referrals_by_month_2013_to_2024.csv", "Referrals", MONTHS),
    ],
)
def test_what_is_published_beside_its_total_is_caught_where_too_little_is_hidden(file, total, parts, capsys) -> None:
    found = list(pieces(RAW / file, total, parts))

    given_away = [one for one in found if caught(*one)]

    with capsys.disabled():
        hidden = sorted({sum(part is None for part in parts) for _, parts in given_away})
        print(f"\n{file}: {len(given_away)} of {len(found)} years of authorities given away, hidden parts {hidden}")
    by_hand = [
        (whole, parts)
        for whole, parts in found
        for many, left in [(sum(part is None for part in parts), whole - sum(part or 0 for part in parts))]
        if left - many + 1 < HIDES or (many == 1 and left <= HIDES)
    ]
    assert given_away == by_hand
