"""What is hidden beside a hidden figure: enough that nobody can work it out, from any moment that was ever shown."""

from dataclasses import dataclass, field
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from impact.disclosure.partners import Group
from impact.disclosure.ranges import Known, Parts

LEAST = 6
"""Counts from 1 to 5 are hidden, on either side of the split."""


@dataclass
class Borough:
    """A made-up borough's figures of one indicator and period: sector -> sender -> the part that counts now."""

    group: Group = field(default_factory=lambda: Group({}, {}, (float(LEAST), float(LEAST))))
    now: dict[str, dict[str, int]] = field(default_factory=dict)
    seen: dict[tuple[str, tuple[float, ...]], int] = field(default_factory=dict)

    def send(self, name: str, numerator: float, others: float) -> int:
        """A sender, such as 'A1' of sector A, says another number; answers its part."""
        amounts = (float(numerator), float(others))
        part = self.seen.setdefault((name, amounts), len(self.seen))
        self.group.amounts[part], self.group.sender[part] = amounts, name
        self.now.setdefault(name[0], {})[name] = part
        return part

    def settle(self, **how: object) -> None:
        """Decide about every figure of this moment, each service, each sector and the whole."""
        sectors = [frozenset(parts.values()) for parts in self.now.values()]
        sets = [frozenset((part,)) for one in sectors for part in one] + sectors + [frozenset().union(*sectors)]
        self.group.settle({one: self._small(one) for one in sets}, **how)

    def _small(self, parts: Parts) -> bool:
        sums = [sum(self.group.amounts[part][at] for part in parts) for at in range(2)]
        return any(0 < one < LEAST for one in sums)

    def shows(self, *names: str) -> bool:
        """Whether the sum of some senders' present numbers was ever shown."""
        of = {name: part for sector in self.now.values() for name, part in sector.items()}
        return frozenset(of[name] for name in names) in self.group.shown


def width(group: Group, hidden: Parts, at: int) -> float:
    """How wide a hidden sum's range is by linear programs over every part, given every sum ever shown."""
    parts = list(group.amounts)
    rows = np.array([[float(part in one) for part in parts] for one in group.shown])
    sums = np.array([sum(group.amounts[part][at] for part in one) for one in group.shown])
    aim = np.array([float(part in hidden) for part in parts])
    ends = []
    for sign in (1, -1):
        given = {"A_eq": rows, "b_eq": sums} if len(rows) else {}
        solved = linprog(sign * aim, bounds=(0, None), method="highs", **given)
        ends.append(inf if solved.status == 3 else sign * solved.fun)
    return abs(ends[1] - ends[0])


def tight(group: Group) -> list[Parts]:
    """The hidden sets whose range is narrower than it must be; a large one that is hidden for another may be."""
    found = []
    for one in group.hidden - group.lost:
        widths = [width(group, one, at) for at in range(2)]
        sums = [sum(group.amounts[part][at] for part in one) for at in range(2)]
        low = [total - room for total, room in zip(sums, widths, strict=True)]
        if min(widths) < LEAST - 1e-6 and (one not in group.partners or min(low) < LEAST):
            found.append(one)
    return found


def drawn(text: str) -> Borough:
    """A borough of one moment, drawn as a table: a sender, its numerator and the others of its group."""
    borough = Borough()
    for line in text.strip().splitlines():
        name, numerator, others = line.split("|")
        borough.send(name.strip(), float(numerator), float(others))
    borough.settle()
    return borough


@pytest.mark.parametrize(
    ("table", "hidden", "shown"),
    [
        ("A1 | 40 | 50 \n A2 | 30 | 40 \n B1 | 20 | 20", "", "A1 A2 B1 A B W"),
        ("A1 |  3 | 50 \n A2 | 30 | 40 \n A3 | 9 | 30 \n B1 | 20 | 20", "A1 A3", "A2 B1 A B W"),
        ("A1 |  3 | 50 \n A2 |  4 | 40 \n A3 | 9 | 30 \n B1 | 20 | 20", "A1 A2", "A3 B1 A B W"),
        ("A1 |  2 | 50 \n A2 |  3 | 40 \n A3 | 9 | 30 \n B1 | 20 | 20", "A1 A2 A3", "B1 A B W"),
        ("A1 |  3 | 50 \n A2 |  0 | 40 \n A3 | 9 | 30 \n B1 | 20 | 20", "A1 A3", "A2 B1 A B W"),
        ("A1 | 50 |  3 \n A2 | 30 | 40 \n A3 | 30 | 40 \n B1 | 20 | 20", "A1 A2", "A3 B1 A B W"),
        ("A1 |  3 | 50 \n B1 | 20 | 20 \n B2 | 30 | 30 \n C1 | 40 | 40", "A1 A C1 C", "B1 B2 B W"),
        ("A1 |  3 | 50 \n B1 | 20 | 20", "A1 A B1 B", "W"),
        ("A1 |  3 | 50", "A1 A W", ""),
        ("A1 |  3 | 50 \n A2 |  0 | 40 \n B1 | 8 | 9 \n B2 | 30 | 30", "A1 A B1 B", "A2 B2 W"),
        ("A1 |  3 |  0 \n A2 |  2 |  0", "A1 A2 A W", ""),
    ],
    ids=[
        "nothing small",
        "the next smallest part is hidden too",
        "two that are small hide each other",
        "two that add up to five need a third",
        "none to hide behind in an empty part",
        "the other side of the split counts as well; a tie goes by the name",
        "alone in its sector: the sector is hidden, and another that stands for one part only",
        "two sectors of one",
        "alone in the borough",
        "its sector has nobody else who could hide it",
        "all are few",
    ],
)
def test_the_next_smallest_is_hidden_until_nothing_gives_it_away(table: str, hidden: str, shown: str) -> None:
    borough = drawn(table)
    sectors = {sector: list(parts) for sector, parts in borough.now.items()}
    names = {name: [name] for parts in sectors.values() for name in parts} | sectors
    names["W"] = [name for parts in sectors.values() for name in parts]

    seen = {name for name, senders in names.items() if borough.shows(*senders)}

    assert (names.keys() - seen, seen) == (set(hidden.split()), set(shown.split()))


def test_a_total_that_would_undo_an_earlier_moment_is_hidden() -> None:
    borough = Borough()
    for name, numerator in (("A1", 8), ("A2", 3), ("A3", 20), ("B1", 90)):
        borough.send(name, numerator, 60)
    borough.settle()
    before = (borough.shows("A1"), borough.shows("A3"), borough.shows("A1", "A2", "A3"))

    borough.send("A1", 4, 64)
    borough.settle(awaited=True)

    assert before == (False, True, True)  # A1 is the next smallest beside A2
    assert tight(borough.group) == []


def test_a_part_shown_before_and_small_now_is_not_had_from_the_newer_total() -> None:
    borough = Borough()
    borough.send("A2", 3, 60)
    borough.send("A3", 20, 60)
    borough.settle()
    for name, numerator in (("A1", 8), ("B1", 90), ("B2", 70)):
        borough.send(name, numerator, 60)
    borough.settle()
    before = (borough.shows("A1"), borough.shows("A2"), borough.shows("A3"), borough.shows("A1", "A2", "A3"))

    borough.send("A1", 4, 64)
    borough.settle()

    assert before == (True, False, False, True)
    assert not borough.shows("A1")
    assert not borough.shows("A1", "A2", "A3")
    assert not borough.shows("A1", "A2", "A3", "B1", "B2")
    assert tight(borough.group) == []


def test_the_same_partner_is_kept_when_another_would_now_be_smaller() -> None:
    borough = Borough()
    for name, numerator in (("A1", 3), ("A2", 20), ("A3", 30), ("B1", 90)):
        borough.send(name, numerator, 60)
    borough.settle()

    borough.send("A3", 10, 80)
    borough.settle()

    assert not borough.shows("A2")
    assert borough.shows("A3")
    assert borough.shows("A1", "A2", "A3")


def test_a_partner_of_earlier_periods_is_taken_before_a_smaller_one() -> None:
    borough = Borough()
    for name, numerator in (("A1", 3), ("A2", 20), ("A3", 30), ("B1", 90)):
        borough.send(name, numerator, 60)

    borough.settle(sticky={"A3"})

    assert (borough.shows("A2"), borough.shows("A3")) == (True, False)


def test_what_was_decided_about_the_same_numbers_stays() -> None:
    borough = Borough()
    for name, numerator in (("A1", 3), ("A2", 20), ("A3", 30), ("B1", 90)):
        borough.send(name, numerator, 60)
    borough.settle()
    shown = set(borough.group.shown)

    borough.settle()

    assert borough.group.shown == shown


counts = st.one_of(st.integers(0, 8), st.integers(0, 60))
named = st.sampled_from([f"{sector}{number}" for sector in "ABC" for number in range(1, 4)])
moments = st.lists(
    st.tuples(st.lists(st.tuples(named, counts, counts), min_size=1, max_size=4), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=60)
@given(moments)
def test_no_hidden_number_is_known_more_narrowly_than_the_policy_allows(sent: list) -> None:
    borough = Borough()

    for rows, awaited in sent:
        for row in rows:
            borough.send(*row)
        borough.settle(awaited=awaited)

    assert tight(borough.group) == []  # knowledge only grows, so the last moment tells of all
    assert not borough.group.shown & borough.group.hidden


@settings(deadline=None, max_examples=30)
@given(moments)
def test_ranges_are_those_of_the_linear_program(sent: list) -> None:
    borough = Borough()
    for rows, _ in sent:
        for row in rows:
            borough.send(*row)
        borough.settle()
    group = borough.group

    known = Known(group.amounts, group.shown)

    for one in group.hidden:
        exact = known.widths(one, (inf, inf))
        assert exact == pytest.approx([width(group, one, at) for at in range(2)], abs=1e-6)
