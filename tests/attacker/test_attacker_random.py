"""The intruder before any borough: whoever sends, revises or takes back what, nothing hidden comes out."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from impact import store
from impact.audit import audit, finding_sentence
from impact.framework import Framework, fingerprint, load, to_json
from impact.periods import between
from impact.sources import LOCAL_TIME, Sources, View, open_sources
from records import BOROUGH

START = datetime(2026, 8, 1, 9, tzinfo=UTC)
QUARTERS = between(date(2026, 1, 1), date(2026, 6, 30), "quarter")
TERMS = between(date(2026, 1, 1), date(2026, 3, 31), "term")
SENDERS = {
    **dict.fromkeys(("SV01", "SV02"), TERMS),
    **dict.fromkeys(("SV05", "SV06", "SV07", "SV08"), QUARTERS),
    **dict.fromkeys(("SV13", "SV14", "SV15", "SV19", "SV20"), QUARTERS),
}
ASKED = ("W01", "W13", "S07")
"""A proportion, a rate and a plain count of people."""


def _borough() -> Framework:
    """The borough with two sectors of schools and quarters, a small one and one of two services, and few indicators."""
    whole = load(BOROUGH)
    services = tuple(one for one in whole.services if one.id in SENDERS)
    indicators = tuple(one for one in whole.indicators if one.id in ASKED)
    return whole.model_copy(update={"services": services, "indicators": indicators, "criteria": (), "stages": ()})


RULES = _borough()

_ROW = st.tuples(st.sampled_from(ASKED), st.integers(0, 30), st.integers(0, 40))
_RETURN = st.sampled_from(sorted(SENDERS)).flatmap(
    lambda service: st.tuples(
        st.just(service),
        st.sampled_from(SENDERS[service]),
        st.lists(_ROW, min_size=1, max_size=3, unique_by=lambda row: row[0]),
        st.booleans(),
        st.booleans(),
    )
)
"""Service, period, rows (indicator, counted, others), whether the next day has come, whether one is taken back."""


def frame(service, period, rows) -> pl.DataFrame:
    """CLEAN ROWS of one service and period."""
    clean = []
    for line, (indicator, counted, others) in enumerate(rows, start=2):
        about = (line, f"E{line}", service, indicator, period.start, period.end, period.kind, "")
        whole = float(counted + others)
        split = (float(counted), max(whole, 1.0), None, None, None, None)
        clean.append(
            (*about, *((None, None, float(counted), None, None, None) if indicator == "S07" else split), "", "")
        )
    return pl.DataFrame(clean, schema=store.CLEAN_SCHEMA, orient="row")


def sent(sources: Sources, returns) -> list[date]:
    """Keep some returns one after the other; the days on which something came in."""
    store.keep_framework(
        sources.engine, RULES.id, fingerprint(RULES), RULES.effective, to_json(RULES), START - timedelta(days=1)
    )
    moment, kept, days = START, [], []
    for number, (service, period, rows, next_day, take_back) in enumerate(returns):
        moment += timedelta(days=1) if next_day else timedelta(minutes=1)
        parcel = store.Parcel(
            RULES.id, fingerprint(RULES), service, "an analyst", f"{number}.csv", f"{number}".encode(), "utf-8", ",",
            frame(service, period, rows),
        )  # fmt: skip
        kept.append(store.keep(sources.engine, parcel, moment).submission_id)
        days.append(moment.astimezone(LOCAL_TIME).date())
        if take_back and len(kept) > 1:
            moment += timedelta(days=1)
            store.withdraw(sources.engine, kept.pop(0), "sent by mistake", "an analyst", moment)
            days.append(moment.astimezone(LOCAL_TIME).date())
    return sorted(set(days))


@settings(deadline=None, max_examples=12)
@given(st.lists(_RETURN, min_size=2, max_size=14))
def test_nothing_hidden_comes_out_of_any_borough_over_all_its_days(returns) -> None:
    with TemporaryDirectory() as folder:
        sources = open_sources(Path(folder))
        days = sent(sources, returns)

        done = audit(sources, View(RULES.id, days[-1]), days)

        sources.engine.dispose()
    assert done.unread == 0
    assert done.verdict.contradictory == ()
    assert [finding_sentence(one, RULES) for one in done.verdict.findings] == []
