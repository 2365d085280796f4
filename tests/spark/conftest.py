"""A Spark of the tests' own, in one process on this machine."""

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.session.timeZone": "Europe/London",
}
"""As few moving parts as there can be for small frames; summer time is on purpose."""


@pytest.fixture(scope="session")
def spark() -> Iterator["SparkSession"]:
    """Spark with two workers on this machine, from the folder IMPACT_SPARK (`make test-spark` makes it).

    It comes into the path here and not before, since pandera looks for it when it is imported.
    """
    sys.path.append(os.environ["IMPACT_SPARK"])
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    sys.path.remove(os.environ["IMPACT_SPARK"])
