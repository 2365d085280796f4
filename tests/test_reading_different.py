"""The different texts of a column, beside the slow way of finding them."""

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.reading import Different

TEXTS = st.one_of(st.sampled_from(["", "a", "b", "SV01", "12", "12.0"]), st.text(max_size=6))


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=40))
def test_each_text_is_told_once_in_the_order_it_comes_up_and_every_row_knows_its_own(cells):
    different = Different(pl.DataFrame({"cells": cells}))

    assert different.of("cells").to_list() == list(dict.fromkeys(cells))
    assert different.of("cells")[different.codes("cells")].to_list() == cells


def test_many_texts_beyond_the_first_rows_are_all_found():
    cells = ["same"] * 5_000 + [f"text {at}" for at in range(3_000)] + ["same", "text 7"]
    different = Different(pl.DataFrame({"cells": cells}))

    assert different.of("cells").to_list() == list(dict.fromkeys(cells))
    assert different.of("cells")[different.codes("cells")].to_list() == cells


def test_a_blank_column_and_one_without_rows_have_at_most_one_text():
    assert Different(pl.DataFrame({"cells": ["", "", ""]})).of("cells").to_list() == [""]
    assert Different(pl.DataFrame({"cells": pl.Series([], dtype=pl.String)})).of("cells").to_list() == []
