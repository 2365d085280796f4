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
            Screen("borough/outcome", "Outcome"),
            Screen("borough/context", "Context"),
        ),
    ),
    Place(
        "Sectors and services",
        (
            Screen("sectors/sectors", "Sectors"),
            Screen("services/service", "Service"),
            Screen("borough/indicator", "Indicators"),
            Screen("sectors/over_time", "Charts over time"),
            Screen("sectors/bright_spots", "Bright spots"),
        ),
    ),
    Place("Roadmap", (Screen("services/roadmap", "Roadmap"),)),
    Place(
        "Returns",
        (
            Screen("returns/returns", "Returns"),
            Screen("returns/calendar", "Calendar"),
            Screen("returns/sign_off", "Sign-off"),
            Screen("returns/template", "Templates"),
            Screen("returns/data_quality", "Data quality"),
            Screen("returns/receipt", "One return", "by link"),
        ),
    ),
    Place(
        "Board",
        (
            Screen("board/agenda", "Agenda and decisions"),
            Screen("board/since_last_board", "Since last board"),
            Screen("board/packs", "Packs"),
            Screen("board/meeting", "Meeting", "whole screen"),
        ),
    ),
    Place(
        "Framework",
        (
            Screen("framework/definitions", "Definitions"),
            Screen("framework/method", "Method"),
            Screen("framework/glossary", "Words"),
        ),
    ),
)
"""In the order of the bar; the first screen of all is the one at the bare address."""

HOME = PLACES[0].screens[0]


def place_of(url: str) -> Place:
    """The place in which a screen stands, by its address; the bare address is the first screen's."""
    return next((one for one in PLACES if any(screen.url == url for screen in one.screens)), PLACES[0])


def takes_the_whole_screen(url: str) -> bool:
    """Whether a screen stands without the bar, by its address."""
    return any(one.shown == "whole screen" for place in PLACES for one in place.screens if one.url == url)


def named(title: str, words: Words) -> str:
    """What a framework calls a place or a screen: its own words for the whole, its sectors and its services."""
    said = {
        "Borough": words.whole.capitalize(),
        "Sectors and services": f"{words.sectors.capitalize()} and {words.services}",
        "Sectors": words.sectors.capitalize(),
        "Service": f"One {words.service}",
    }
    return said.get(title, title)
