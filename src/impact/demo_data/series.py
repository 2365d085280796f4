"""Draws one service's run of one indicator: the counts that its returns will hold."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

import numpy as np

from impact import periods
from impact.demo_data.courses import COURSES, SENTENCES, Course
from impact.demo_data.story import MARKED, OWN_COURSES, PINNED, PUPILS, STEPS, STORIES, Story
from impact.framework import Framework, Indicator, Service

FIRST_DAY, FIRST_END, LAST_END = date(2023, 10, 1), date(2023, 12, 31), date(2026, 9, 30)
"""The demonstration's span: twelve quarters, or the nine school terms that end within it."""

SMALL_SERVICE = 40
"""Staff below which a service hides its own counts of 1 to 5 before it sends them."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a return; None is an empty cell."""

    period: str
    service_id: str
    indicator_id: str
    breakdown: str = ""
    numerator: int | None = None
    denominator: int | None = None
    value: float | None = None
    n: int | None = None
    sd: float | None = None
    asked: int | None = None
    marker: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """What is settled once for one service and one indicator, and the dice for the rest."""

    service: Service
    indicator: Indicator
    story: Story
    course: Course
    end: float
    gain: float
    things: int
    dice: np.random.Generator


def dice(seed: int, *names: str) -> np.random.Generator:
    """Dice of their own for the things named, so that adding one indicator leaves the others as they were."""
    return np.random.default_rng([seed, crc32("|".join(names).encode())])


def share_of_span(day: date) -> float:
    """How far a day lies between the end of the first period (0) and of the last (1)."""
    return (day - FIRST_END).days / (LAST_END - FIRST_END).days


def rows(framework: Framework, service: Service, indicator: Indicator, seed: int) -> list[tuple[periods.Period, Row]]:
    """Every row that a service sends of an indicator, oldest first, each with its period."""
    run = _run(service, indicator, seed)
    asked_for = periods.between(FIRST_DAY, LAST_END, framework.rhythm(service, indicator))
    asked_for = [period for period in asked_for if period.end >= FIRST_END]
    leavers = _leavers(run, asked_for) if indicator.id == "W13" else None
    drawn = []
    for place, period in enumerate(asked_for):
        row = _row(run, period, seed) if leavers is None else _turnover(run, period, leavers[place], seed)
        drawn.append((period, as_sent(_with_story(row), framework, service, indicator)))
    return drawn


def as_sent(row: Row, framework: Framework, service: Service, indicator: Indicator) -> Row:
    """The row as its service sends it: a small one names no count of people from 1 to 5."""
    policy = framework.policy[indicator.policy]
    hides = (service.staff or SMALL_SERVICE) < SMALL_SERVICE and policy.smallest_shown > 1
    return _hidden(row, indicator, policy.smallest_shown) if hides else row


def _run(service: Service, indicator: Indicator, seed: int) -> Run:
    story, course = STORIES.get(service.id, Story()), COURSES[indicator.id]
    own_dice = dice(seed, service.id, indicator.id)
    offset = float(np.clip(own_dice.normal(), -1.5, 1.5)) * 0.07 * abs(course.high - course.low)
    pace = float(own_dice.uniform(0.6, 1.4)) * (0.6 + 0.8 * story.readiness)
    end = course.low + (course.high - course.low) * story.readiness + offset
    gain = course.gain * pace
    own = OWN_COURSES.get((service.id, indicator.id))
    if own:
        end, gain = own.end, own.gain
    things = int(own_dice.integers(course.few[0], course.few[1] + 1))
    return Run(service, indicator, story, course, end, gain, things, own_dice)


def _level(run: Run, period: periods.Period) -> float:
    """Where the indicator stands before chance, in its unit."""
    moment = share_of_span(period.end)
    risen = moment * (1.5 - 0.5 * moment)
    level = run.end - run.gain * (1 - risen)
    cold = periods.containing(period.end, periods.QUARTER).start.month in (1, 10)
    level += run.course.winter if cold else -run.course.winter
    step = STEPS.get((run.service.id, run.indicator.id))
    if step and period.end < step.begins:
        level -= step.size
    low, high = run.indicator.query_low, run.indicator.query_high
    return float(np.clip(level, low + 0.03 * (high - low) if low > 0 else 0, high))


def _staff(service: Service, period: periods.Period, seed: int) -> float:
    """Staff in post at the end of a period; the same for every indicator that counts on it."""
    phase = float(dice(seed, service.id, "staff").uniform(0, 2 * np.pi))
    return (service.staff or 50) * (1 + 0.04 * float(np.sin(phase + 5 * share_of_span(period.end))))


def _size(run: Run, period: periods.Period, seed: int) -> int:
    """How many people or things the figure rests on in a period; at least one."""
    course = run.course
    wobble = float(run.dice.normal(1, 0.07))
    if course.base == "staff":
        survey = run.indicator.fed_by == "survey"
        size = _staff(run.service, period, seed) * course.share * (wobble if survey else 1)
    elif course.base == "few":
        size = run.things if course.noise < 0.2 else max(run.things * wobble**3, course.few[0])
    else:
        bases = {"answers": run.story.answers, "families": run.story.families}
        size = {**bases, "one": 1, "pupils": PUPILS.get(run.service.id, 900)}[course.base] * course.share
        size *= 1 if course.base == "one" else wobble
    return max(1, round(size))


def _row(run: Run, period: periods.Period, seed: int) -> Row:
    row = Row(period.code, run.service.id, run.indicator.id)
    level, size = _level(run, period), _size(run, period, seed)
    chance = float(run.dice.normal()) * run.course.noise
    measure = run.indicator.measure
    if measure == "maturity":
        reached = int(np.clip(np.floor(level), run.indicator.low, run.indicator.high))
        return replace(row, value=reached, note=SENTENCES[run.indicator.id][reached])
    if measure == "count":
        return replace(row, value=max(0, round(level + chance * level**0.5)))
    if measure == "duration":
        return replace(row, value=max(0, round(level + chance * 2)), n=size)
    if measure == "mean":
        return _mean(run, row, level, size, chance, period, seed)
    if run.course.base == "one":
        return replace(row, numerator=int(share_of_span(period.end) >= run.end), denominator=1)
    share = level / run.indicator.multiplier
    spread = (size * share * max(1 - share, 0.05)) ** 0.5
    numerator = int(np.clip(round(size * share + chance * spread), 0, size))
    return replace(row, numerator=numerator, denominator=size, asked=_asked(run, size, period, seed))


def _mean(run: Run, row: Row, level: float, size: int, chance: float, period: periods.Period, seed: int) -> Row:
    spread = run.course.sd * float(run.dice.uniform(0.92, 1.08))
    places = 1 if run.indicator.high > 10 else 2
    mean = float(np.clip(level + chance * spread / size**0.5, run.indicator.low, run.indicator.high))
    asked = _asked(run, size, period, seed)
    return replace(row, value=round(mean, places), n=size, sd=round(spread, places), asked=asked)


def _asked(run: Run, answered: int, period: periods.Period, seed: int) -> int | None:
    """How many were asked, where people or staff are asked at all."""
    if run.indicator.policy not in ("survey", "strain"):
        return None
    if run.indicator.fed_by == "survey":
        return max(answered, round(_staff(run.service, period, seed)))
    return max(answered, round(answered / (run.story.response or 0.5)))


def _leavers(run: Run, asked_for: list[periods.Period]) -> list[int]:
    """Leavers in the year to each period's end: one draw a period, added over a rolling year."""
    a_year = 3 if run.service.rhythm == periods.TERM else 4
    levels = [_level(run, period) for period in asked_for]
    levels = [levels[0]] * (a_year - 1) + levels
    each = [(run.service.staff or 50) * level / 100 / a_year for level in levels]
    left = [max(0, round(mean + float(run.dice.normal()) * run.course.noise * mean**0.5)) for mean in each]
    return [sum(left[place : place + a_year]) for place in range(len(asked_for))]


def _turnover(run: Run, period: periods.Period, leavers: int, seed: int) -> Row:
    staff = round(_staff(run.service, period, seed))
    return Row(period.code, run.service.id, run.indicator.id, numerator=leavers, denominator=staff)


def _with_story(row: Row) -> Row:
    """The row with what happens to this service: a given number, a mark, or a word about a change."""
    given = PINNED.get((row.service_id, row.indicator_id, row.period))
    if given:
        asked = row.asked and max(given[1], round(given[1] / STORIES[row.service_id].response))
        return replace(row, numerator=given[0], denominator=given[1], asked=asked)
    step = STEPS.get((row.service_id, row.indicator_id))
    found = periods.parse(row.period)
    if step and found and found.start <= step.begins <= found.end:
        return replace(row, note=step.note)
    marked = MARKED.get((row.service_id, row.indicator_id))
    if marked and (not marked[2] or row.period in marked[2]):
        kept = row if marked[0] == "p" else Row(row.period, row.service_id, row.indicator_id)
        return replace(kept, marker=marked[0], note=marked[1])
    return row


def _hidden(row: Row, indicator: Indicator, smallest: int) -> Row:
    """The row as a small service sends it: counts of people from 1 to 5 are not named."""
    if indicator.fed_by == "register" and indicator.measure != "count":
        return row
    if indicator.measure == "count" and row.value is not None and 0 < row.value < smallest:
        return replace(row, value=None, marker="c")
    if row.numerator is None or not 0 < row.numerator < smallest:
        return row
    base = row.denominator if row.denominator and row.denominator >= smallest else None
    return replace(row, numerator=None, denominator=base, asked=None if base is None else row.asked, marker="c")


def senders(framework: Framework, indicator: Indicator, seed: int) -> Iterator[Service]:
    """The services that send an indicator: all where it is core or from a register, else a steady part."""
    scope = framework.reporting_services(indicator)
    if indicator.core or indicator.fed_by == "register":
        yield from scope
        return
    wanted = round(COURSES[indicator.id].sent_by * len(scope))
    drawn = set(dice(seed, "senders", indicator.id).permutation(len(scope))[:wanted].tolist())
    for place, service in enumerate(scope):
        if place in drawn or STORIES.get(service.id, Story()).step == "responsive":
            yield service
