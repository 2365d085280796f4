"""The one glossary: what each of the product's own words means."""

import csv
from functools import cache
from pathlib import Path

GLOSSARY = Path(__file__).with_name("glossary.csv")


@cache
def glossary() -> dict[str, str]:
    """Word -> meaning, in the order of the alphabet."""
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        return {row["word"]: row["meaning"] for row in csv.DictReader(file)}
