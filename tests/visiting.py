"""Visits a page as its readers do, on a record of the test's own and on the day that the record is about."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import records
from impact.loading import load_place
from impact.screen import cache

APP = Path(__file__).resolve().parents[1] / "app.py"


def two_places(home: Path) -> Path:
    """The small record of the borough and, beside it, two published series of England's children."""
    sources = records.small_record(home)
    children = ("populations.csv", "looked_after.csv")
    folder = records.trimmed(records.CHILDREN / "returns", home / "children", lambda row: row["file"] in children)
    assert all(receipt.kept for receipt in load_place(sources, records.CHILDREN, [folder], records.NOW))
    sources.engine.dispose()
    return home


def on_the_day(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The record in a folder as the screens' own, with nothing kept from another test."""
    monkeypatch.setattr(cache, "now", lambda: records.NOW)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield folder
    cache.sources().engine.dispose()
    st.cache_resource.clear()
    st.cache_data.clear()


def opened(page: str, **chosen: str) -> AppTest:
    """A page as a visitor gets it from a link, without any exception."""
    visit = AppTest.from_file(str(APP), default_timeout=120)
    visit.switch_page(page)
    for key, value in chosen.items():
        visit.query_params[key] = value
    return calm(visit.run())


def calm(visit: AppTest) -> AppTest:
    """The visit, if nothing went wrong in it."""
    assert [one.message for one in visit.exception] == []
    assert [one.value for one in visit.error] == []
    return visit
