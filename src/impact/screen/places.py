"""The places of the dashboard and the screens in each: what the bar offers, and which address leads where."""

from dataclasses import dataclass
from typing import Literal

from impact.framework.parts import Words

Shown = Literal["listed", "by link", "whole screen"]
"""A screen is listed in the bar, reached by a link from another one, or takes the whole screen without a bar."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen: its file below `pages/`, what the bar calls it, and how it is reached."""

    file: str
    title: str
    shown: Shown = "listed"

    @property
    def path(self) -> str:
        """Its file as Streamlit is told."""
        return f"pages/{self.file}.py"

    @property
    def url(self) -> str:
        """Its address: the file's own name."""
        return self.file.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Place:
    """A group of screens for one kind of question."""

    title: str
    screens: tuple[Screen, ...]


PLACES = (
    Place(
        "Borough",
        (
            Screen("borough/overview", "Overview"),
            Screen("borough/theory_of_change", "Theory of change"),
            Screen("borough/context", "Context"),
        ),
    ),
    Place(
        "Sectors and services",
        (
            Screen("sectors/sectors", "Sectors"),
            Screen("borough/indicator", "Indicators"),
        ),
    ),
    Place("Roadmap", (Screen("services/roadmap", "Roadmap"),)),
    Place(
        "Returns",
        (
            Screen("returns/returns", "Returns"),
            Screen("returns/calendar", "Calendar"),
            Screen("returns/template", "Templates"),
            Screen("returns/receipt", "One return", "by link"),
        ),
    ),
)
"""In the order of the bar; the first screen of all is the one at the bare address."""

HOME = PLACES[0].screens[0]


def place_of(url: str) -> Place:
    """The place in which a screen stands, by its address; the bare address is the first screen's."""
    return next((one for one in PLACES if any(screen.url == url for screen in one.screens)), PLACES[0])


def named(title: str, words: Words) -> str:
    """What a framework calls a place or a screen: its own words for the whole, its sectors and its services."""
    said = {
        "Borough": words.whole.capitalize(),
        "Sectors and services": f"{words.sectors.capitalize()} and {words.services}",
        "Sectors": words.sectors.capitalize(),
        "Service": f"One {words.service}",
    }
    return said.get(title, title)
