"""The tools that the other tests stand on."""

import psycopg
import pytest

from frames import polars_table, table


def test_a_drawn_table_has_numbers_dates_and_gaps():
    drawn = table("""
        service | start      | people | share
        North   | 2026-04-01 |     18 |   0.5
        South   |            |        |
    """)

    assert drawn.service.tolist() == ["North", "South"]
    assert drawn.start.dt.strftime("%d %B").tolist()[0] == "01 April"
    assert drawn[["start", "people", "share"]].isna().to_numpy().tolist() == [[False] * 3, [True] * 3]
    assert drawn.people.sum() == 18


def test_a_crooked_drawing_is_refused():
    with pytest.raises(AssertionError, match="more or fewer cells"):
        table("""
            service | people
            North   | 18 | 20
        """)


def test_the_same_drawing_serves_polars():
    drawn = polars_table("""
        service | start      | people
        North   | 2026-04-01 |     18
        South   |            |
    """)

    assert drawn["start"].dt.year().to_list() == [2026, None]
    assert drawn["people"].to_list() == [18, None]


def test_the_postgresql_server_answers_and_is_ours(postgres_url):
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        told = connection.execute("select current_user, current_setting('server_encoding')").fetchone()

    assert told == ("impact", "UTF8")
