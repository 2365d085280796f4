"""The same code on a distributed engine: what Spark works out from counts is what polars does."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import narwhals as nw
import polars as pl
import pytest

import engines
import metrics_cases
from engines import EVERY, Made, alike, on
from impact.metrics.slots import Counts
from impact.metrics.sums import HERE, fetched
from metrics_cases import borough, default_framework

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

DERIVED = (engines.of_stages, engines.of_nodes, engines.of_charts)
"""These start from the table of figures, which is here by then; the default suite holds them."""


@pytest.fixture(scope="module")
def sent() -> pl.DataFrame:
    """A year and a half of every indicator, with marks and with groups."""
    whole = borough(first=date(2024, 1, 1), last=date(2025, 6, 30))
    marked = [
        one | {"marker": "c"} if at % 97 == 0 else one | {"marker": "p r"} if at % 89 == 0 else one
        for at, one in enumerate(whole)
    ]
    return metrics_cases.table(marked + engines.of_groups())


@pytest.fixture(scope="module")
def on_spark(spark: "SparkSession", sent: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Counts:
    """The same rows where Spark reads them: in a Parquet file."""
    path = Path(tmp_path_factory.mktemp("spark")) / "counts.parquet"
    sent.write_parquet(path)
    return nw.from_native(spark.read.parquet(str(path)).cache())


@pytest.mark.parametrize("made", [one for one in EVERY if one not in DERIVED], ids=lambda made: made.__name__)
def test_spark_gives_the_same_as_polars(made: Made, sent: pl.DataFrame, on_spark: Counts) -> None:
    found = made(on_spark, default_framework())

    assert len(found)
    alike(found, made(on("polars", sent), default_framework()))


def test_rows_stay_on_the_cluster_until_they_are_added_up(on_spark: Counts) -> None:
    rows = on_spark.lazy()

    assert rows.implementation not in HERE
    assert fetched(rows).implementation is rows.implementation
