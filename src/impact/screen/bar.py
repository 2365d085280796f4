"""The links of the bar: the places and, of the place that is open, its screens; the open ones say so."""

from html import escape

from impact.framework.parts import Words
from impact.screen.cards import address
from impact.screen.places import HOME, PLACES, Screen, named, place_of


def places(url: str, words: Words) -> str:
    """The markup of the links to the places, each to its first screen; the place of the screen at `url` is open."""
    here = place_of(url)
    links = [_link(one.screens[0], named(one.title, words), "true" if one is here else "") for one in PLACES]
    return f'<nav class="places" aria-label="Places">{"".join(links)}</nav>'


def screens(url: str, words: Words) -> str:
    """The markup of the links to the screens of the place that is open; "" where it has but one."""
    listed = [one for one in place_of(url).screens if one.shown == "listed"]
    if len(listed) < 2:
        return ""
    links = [_link(one, named(one.title, words), "page" if one.url == url else "") for one in listed]
    return f'<nav class="screens" aria-label="Screens of this place">{"".join(links)}</nav>'


def _link(to: Screen, label: str, current: str) -> str:
    where = escape(address("" if to is HOME else to.url))
    mark = f' aria-current="{current}"' if current else ""
    return f'<a href="{where}" target="_self"{mark}>{escape(label)}</a>'
