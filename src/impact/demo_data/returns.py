"""Gathers the demonstration's rows into returns, each with its day of arrival, and writes them."""

import csv
from collections import defaultdict
from dataclasses import astuple, dataclass, fields, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from impact import periods
from impact.demo_data.courses import COURSES
from impact.demo_data.groups import grouped
from impact.demo_data.series import FIRST_DAY, FIRST_END, LAST_END, Row, as_sent, dice, rows, senders, share_of_span
from impact.demo_data.story import (
    EVIDENCE,
    EVIDENCE_NOTES,
    LATE,
    NEVER_SENT,
    NO_LEAD,
    REVISIONS,
    STORIES,
    Revision,
    Story,
)
from impact.framework import Framework, Service

LABEL = "Demonstration data: invented services"
"""What the manifest says of every file."""

MANIFEST = ("file", "sender", "received_at", "kind", "label")


@dataclass(frozen=True, slots=True)
class Sent:
    """One file as it arrived; `received` is in UTC."""

    name: str
    sender: str
    received: datetime
    kind: str
    rows: tuple[Row, ...]


def generate(framework: Framework, seed: int, folder: Path) -> list[Path]:
    """Writes the returns and manifest.csv into a folder, and gives the files in order of arrival, manifest last.

    The same framework and seed give the same bytes. Columns are those of a return; the manifest
    has file, sender, received_at (ISO 8601, UTC, strictly rising), kind and label.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sent = _in_order([one for service in framework.services for one in _files(framework, service, seed)])
    written = []
    for one in sent:
        lines = [[_cell(part) for part in astuple(row)] for row in one.rows]
        written.append(_write(folder / one.name, [field.name for field in fields(Row)], lines))
    lines = [[one.name, one.sender, f"{one.received:%Y-%m-%dT%H:%M:%SZ}", one.kind, LABEL] for one in sent]
    return [*written, _write(folder / "manifest.csv", list(MANIFEST), lines)]


def _files(framework: Framework, service: Service, seed: int) -> list[Sent]:
    """Every file of one service: a return for each period it sends, and its revisions."""
    rows_at = _rows_by_return(framework, service, seed)
    arrival = dice(seed, service.id, "arrival")
    files = []
    for period in _return_periods(service):
        days, minutes = int(arrival.integers(10, 27)), int(arrival.integers(0, 8 * 60))
        key = (service.id, period.code)
        if key in NEVER_SENT:
            continue
        received = _office_hours(period, LATE.get(key, days), minutes)
        name = f"{service.id}_{period.code.replace(' ', '-')}"
        files.append(Sent(f"{name}.csv", service.id, received, "return", tuple(rows_at[period])))
        revision = REVISIONS.get(key)
        if revision:
            received = _office_hours(period, revision.after_days, minutes)
            changed = tuple(_revised(rows_at[period], revision))
            files.append(Sent(f"{name}_revised.csv", service.id, received, "revision", changed))
    return files


def _return_periods(service: Service) -> list[periods.Period]:
    kind = periods.TERM if service.rhythm == periods.TERM else periods.QUARTER
    return [one for one in periods.between(FIRST_DAY, LAST_END, kind) if one.end >= FIRST_END]


def _rows_by_return(framework: Framework, service: Service, seed: int) -> dict[periods.Period, list[Row]]:
    """A service's rows by the return they travel in; a year's rows go with the return that ends with the year.

    Rows about groups of people stand below all others.
    """
    returns = _return_periods(service)
    found: dict[periods.Period, list[Row]] = defaultdict(list)
    for indicator in framework.indicators:
        if indicator.id not in COURSES or service not in senders(framework, indicator, seed):
            continue
        for period, row in rows(framework, service, indicator, seed):
            carrier = next((one for one in returns if one.end >= period.end), None)
            if carrier:
                found[carrier].append(row)
    known = {one.id for one in framework.evidence}
    for place, row in _evidence(service, returns, seed):
        if row.indicator_id in known:
            found[returns[place]].append(row)
    for carried in found.values():
        groups = [group for row in carried for group in grouped(row, seed)]
        carried += [as_sent(one, framework, service, framework.indicator[one.indicator_id]) for one in groups]
    return found


def _evidence(service: Service, returns: list[periods.Period], seed: int) -> list[tuple[int, Row]]:
    """Evidence as it comes in, and again once a year, with the place of the return that brings it."""
    a_year = 3 if service.rhythm == periods.TERM else 4
    own_dice = dice(seed, service.id, "evidence")
    found = []
    for item, moment in EVIDENCE[STORIES.get(service.id, Story()).step].items():
        moment = min(max(moment + float(own_dice.uniform(-0.08, 0.08)), 0), 1)
        first = next(place for place, one in enumerate(returns) if share_of_span(one.end) >= moment - 0.05)
        for place in range(first, len(returns), a_year):
            row = Row(returns[place].code, service.id, item, value=1, note=EVIDENCE_NOTES[item])
            found.append((place, row))
    if service.id in NO_LEAD:
        for place in range(1, len(returns), a_year):
            row = Row(returns[place].code, service.id, "E01", value=0, note=NO_LEAD[service.id])
            found.append((place, row))
    return found


def _revised(sent: list[Row], revision: Revision) -> list[Row]:
    """Only the rows that changed, marked as revised."""
    changed = []
    for row in sent:
        factor = revision.changes.get(row.indicator_id)
        if factor is not None and row.numerator is not None:
            again = round(row.numerator * factor)
            changed.append(replace(row, numerator=again, marker="r", note=revision.note))
    return changed


def _office_hours(period: periods.Period, days: int, minutes: int) -> datetime:
    """A working day so many days after a period's end, some minutes after nine in the morning."""
    day = period.end + timedelta(days=days)
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    return datetime.combine(day, time(9), tzinfo=UTC) + timedelta(minutes=minutes)


def _in_order(sent: list[Sent]) -> list[Sent]:
    """By arrival; where two would arrive in the same minute, the later one waits for the next."""
    ordered: list[Sent] = []
    for one in sorted(sent, key=lambda each: (each.received, each.name)):
        after = ordered[-1].received + timedelta(minutes=1) if ordered else one.received
        ordered.append(replace(one, received=max(one.received, after)))
    return ordered


def _cell(part: str | float | None) -> str:
    return "" if part is None else f"{part:g}" if isinstance(part, float) else str(part)


def _write(path: Path, heading: list[str], lines: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heading)
        writer.writerows(lines)
    return path
