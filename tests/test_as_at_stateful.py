"""Whatever is sent, revised, withdrawn, explained, decided or changed: every earlier moment is shown again exactly."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any, NamedTuple

import pandas as pd
import polars as pl
from hypothesis import assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import text

from impact import answers, store
from impact.answers.knowledge import knowledge
from impact.answers.locks import locked
from impact.framework import Framework, Target, fingerprint, load, to_json
from impact.periods import between
from impact.problems import Problem
from impact.sources import LOCAL_TIME, Sources, View, open_sources
from records import BOROUGH

START = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)
"""Summer time ends two and a half hours later."""

QUARTERS = between(date(2025, 10, 1), date(2026, 9, 30), "quarter")
TERMS = between(date(2025, 9, 1), date(2026, 8, 31), "term")
SENDERS = {"SV01": TERMS, "SV19": QUARTERS, "SV20": QUARTERS}
ASKED = ("W01", "S01", "S12", "E01")
PASSING = [timedelta(days) for days in (0, 0, 1, 40)] + [timedelta(hours=1.5), timedelta(microseconds=1)]
BEHIND = [timedelta(0), timedelta(0), timedelta(seconds=1), timedelta(hours=5), timedelta(days=60)]

_ROW = st.sampled_from(sorted(SENDERS)).flatmap(
    lambda service: st.tuples(
        st.just(service),
        st.sampled_from(ASKED),
        st.sampled_from(SENDERS[service]),
        st.sampled_from([0, 3, 4, 50, 120, 196, 200]),
    )
)
ROWS = st.lists(_ROW, min_size=1, max_size=5, unique_by=lambda row: row[:3])


def _borough() -> Framework:
    """The borough with three of its services and few indicators, so that a moment is worked out in a blink."""
    whole = load(BOROUGH)
    return whole.model_copy(
        update={
            "first_period": date(2025, 9, 1),
            "services": tuple(one for one in whole.services if one.id in SENDERS),
            "indicators": tuple(one for one in whole.indicators if one.id in (*ASKED, "S03", "W02")),
        }
    )


RULES = _borough()


def _with_indicator(id: str, **update: Any) -> Framework:
    others = (one.model_copy(update=update) if one.id == id else one for one in RULES.indicators)
    return RULES.model_copy(update={"indicators": tuple(others)})


def _moved_to_housing(service: str) -> Framework:
    ours = (one.model_copy(update={"sector": "SEC6"}) if one.id == service else one for one in RULES.services)
    return RULES.model_copy(update={"services": tuple(ours)})


VERSIONS = {
    "as it was": RULES,
    "another target": _with_indicator("S01", targets=(Target(start=date(2023, 10, 1), style="level", value=60),)),
    "another policy": RULES.model_copy(
        update={"policies": tuple(one.model_copy(update={"smallest_shown": 4}) for one in RULES.policies)}
    ),
    "another definition": _with_indicator("W01", direction="lower", multiplier=1000.0),
    "another sector": _moved_to_housing("SV01"),
    "locked by itself": RULES.model_copy(update={"lock_after_days": 40}),
}


def frame(rows) -> pl.DataFrame:
    """CLEAN ROWS of some (service, indicator, period, number), of 200 each; a number of 200 is a mark."""
    clean = [
        (line, f"E{line}", service, item, period.start, period.end, period.kind, "", *_numbers(item, number), "")
        for line, (service, item, period, number) in enumerate(rows, start=2)
    ]
    return pl.DataFrame(clean, schema=store.CLEAN_SCHEMA, orient="row")


def _numbers(item: str, number: int) -> tuple:
    if number == 200:
        return (*(None,) * 6, "c")
    if item == "S12":
        return None, None, 1 + number / 70, 11.0 + number % 7, 0.1 + number / 300, None, ""
    if item == "E01":
        return None, None, float(number > 10), None, None, None, ""
    return float(number), 200.0, *(None,) * 4, ""


class Moment(NamedTuple):
    """What was shown when the record was at a moment."""

    at: datetime
    today: date
    before_the_gate: pd.DataFrame
    shown: pd.DataFrame
    told: dict[str, str]


def seen(sources: Sources, at: datetime, today: date, as_at: datetime | None) -> Moment:
    """Everything that is shown at a moment; numbers in words are spelt to their last digit."""
    view = View(RULES.id, today, as_at)
    known = knowledge(sources, view)
    told = {
        "nodes": known.nodes,
        "stages": known.stages_of(SENDERS),
        "returns": answers.returns_calendar(sources, view),
        "locked": sorted(locked(sources, view)),
        "waiting": answers.waiting_doubts(sources, view),
        "explained": store.explained_points(sources.engine, RULES.id, as_at, today).rows(),
        "received": answers.received(sources, view).to_dict("records"),
        "policies": known.rules.policies,
    }
    spelt = {name: repr(one) for name, one in told.items()}
    return Moment(at, today, known.figures, known.shown.frame, spelt)


def newest(sources: Sources) -> datetime:
    """The newest moment of anything in the record, asked of its tables."""
    tables = ("framework_version", "withdrawal", "explanation", "standing", "shown")
    asked = [f"SELECT max(known_from) FROM {name}" for name in tables] + ["SELECT max(received_at) FROM submission"]
    with sources.engine.connect() as connection:
        found = [connection.execute(text(one)).scalar() for one in asked]
    return max(datetime.fromisoformat(one).replace(tzinfo=UTC) for one in found if one)


class ARecordThatGrows(RuleBasedStateMachine):
    """A record to which things come in by clocks that differ; each moment is noted, and held against its return."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(mkdtemp())
        self.sources = open_sources(self.folder)
        self.clock = START
        self.moments: list[Moment] = []
        self.numbers: list[int] = []
        self.files: list[tuple[bytes, pl.DataFrame]] = []

    @initialize()
    def begin(self) -> None:
        self.adopt("as it was", timedelta(0), behind=timedelta(days=90))

    @rule(rows=ROWS, passing=st.sampled_from(PASSING), behind=st.sampled_from(BEHIND), asks=st.booleans())
    def send(self, rows, passing, behind, asks) -> None:
        self.files.append((f"{len(self.files)}".encode(), frame(rows)))
        self._keep(*self.files[-1], self._now(passing, behind), asks)

    @rule(data=st.data(), behind=st.sampled_from(BEHIND))
    def send_again(self, data, behind) -> None:
        assume(self.files)
        self._keep(*data.draw(st.sampled_from(self.files)), self._now(timedelta(0), behind), asks=False)

    @rule(data=st.data(), passing=st.sampled_from(PASSING), behind=st.sampled_from(BEHIND))
    def withdraw(self, data, passing, behind) -> None:
        assume(self.numbers)
        number = self.numbers.pop(data.draw(st.integers(0, len(self.numbers) - 1)))
        store.withdraw(self.sources.engine, number, "sent too early", "Ann Lee", self._now(passing, behind))
        self._note()

    @rule(data=st.data(), behind=st.sampled_from(BEHIND), days=st.sampled_from([None, 0, 20]))
    def explain(self, data, behind, days) -> None:
        asked = [doubt["id"] for number in self.numbers for doubt in store.doubts_of(self.sources.engine, number)]
        assume(asked)
        now = self._now(timedelta(0), behind)
        until = None if days is None else now.date() + timedelta(days)
        store.explain(self.sources.engine, data.draw(st.sampled_from(asked)), "a fire", "Ann Lee", now, until)
        self._note()

    @rule(
        service=st.sampled_from(["", *SENDERS]),
        act=st.sampled_from(store.ACTS),
        data=st.data(),
        passing=st.sampled_from(PASSING),
        behind=st.sampled_from(BEHIND),
    )
    def decide(self, service, act, data, passing, behind) -> None:
        period = data.draw(st.sampled_from(SENDERS.get(service, QUARTERS)))
        place = (self.sources.engine, RULES.id, service, period.start, period.kind)
        store.decide(*place, act, "Bea Moss", self._now(passing, behind))
        self._note()

    @rule(version=st.sampled_from(sorted(VERSIONS)), passing=st.sampled_from(PASSING), behind=st.sampled_from(BEHIND))
    def adopt(self, version, passing, behind) -> None:
        rules = VERSIONS[version]
        now = self._now(passing, behind)
        kept = (rules.id, fingerprint(rules), rules.effective, to_json(rules))
        store.keep_framework(self.sources.engine, *kept, now)
        self._note()

    @rule(data=st.data())
    def look_back(self, data) -> None:
        assume(self.moments)
        place = data.draw(st.integers(0, len(self.moments) - 1))
        self._holds(place, self.moments[place].at)

    def teardown(self) -> None:
        try:
            for place, one in enumerate(self.moments):
                later = [after.at for after in self.moments[place + 1 :] if after.at > one.at]
                self._holds(place, later[0] - timedelta(microseconds=1) if later else one.at)
        finally:
            self.sources.engine.dispose()
            rmtree(self.folder)

    def _now(self, passing: timedelta, behind: timedelta) -> datetime:
        """What a machine's clock says: the right one moves on, some are behind, and some tell another zone's time."""
        self.clock += passing
        return (self.clock - behind).astimezone(LOCAL_TIME)

    def _keep(self, content: bytes, rows: pl.DataFrame, now: datetime, asks: bool) -> None:
        doubts = (Problem("unusual", "Is it right?", 2, "E", "numerator", "", blocks=False),) if asks else ()
        whole = (Problem("missing", "Is it all?", blocks=False),) if asks else ()
        version = (RULES.id, fingerprint(RULES), "SV19", "an analyst", "q.csv")
        parcel = store.Parcel(*version, content, "utf-8", ",", rows, doubts=doubts + whole)
        kept = store.keep(self.sources.engine, parcel, now)
        self.numbers += [kept.submission_id] if kept.is_new else []
        self._note()

    def _note(self) -> None:
        at = newest(self.sources)
        assert not self.moments or at >= self.moments[-1].at
        self.moments.append(seen(self.sources, at, max(at, self.clock).astimezone(LOCAL_TIME).date(), None))

    def _holds(self, place: int, as_at: datetime) -> None:
        then = self.moments[place]
        again = seen(self.sources, then.at, then.today, as_at)
        assert {name: again.told[name] for name in then.told if again.told[name] != then.told[name]} == {}
        pd.testing.assert_frame_equal(again.before_the_gate, then.before_the_gate, check_exact=True)
        pd.testing.assert_frame_equal(again.shown, then.shown, check_exact=True)


def test_every_earlier_moment_comes_back_to_the_last_digit():
    often = settings(deadline=None, max_examples=6, stateful_step_count=6)

    run_state_machine_as_test(ARecordThatGrows, settings=often)
