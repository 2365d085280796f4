"""Sectors and services as a screen shows them: what to choose, their pictures and their sheets; never a ranking."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from impact import charts
from impact.framework import Framework, Indicator, Service
from impact.metrics.slots import Scope
from impact.screen import cache, latest, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, File, download, is_dark, link, quiet, sheet
from impact.screen.choices import choose
from impact.screen.series import EXPLAINED

ALL = "all"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the filters say: a sector's id or "", a service's id or "", and the indicator shown."""

    sector: str
    service: str
    indicator: Indicator

    @property
    def scope(self) -> tuple[Scope, str]:
        """The narrowest scope that was chosen."""
        if self.service:
            return "service", self.service
        return ("sector", self.sector) if self.sector else ("whole", "")


def choose_scope(framework: Framework) -> Chosen | None:
    """The filters under the title, kept in the address as sector, service and indicator; None if nothing is asked."""
    words = framework.words
    sectors = {ALL: f"All {words.sectors}"} | {one.id: one.name for one in by_name(framework.sectors)}
    with st.container(horizontal=True, key="filters"):
        sector = choose(words.sector.capitalize(), sectors, "sector")
        services = framework.services if sector == ALL else framework.services_of(sector)
        names = {ALL: f"All {words.services}"} | {one.id: one.name for one in by_name(services)}
        service = choose(words.service.capitalize(), names, "service")
        asked = asked_of(framework, "" if sector == ALL else sector, "" if service == ALL else service)
        if not asked:
            return None
        titles = {one.id: one.title for one in asked}
        indicator = framework.indicator[choose("Indicator", titles, "indicator", first_of(asked).id)]
    if service != ALL:
        sector = framework.service[service].sector
    return Chosen("" if sector == ALL else sector, "" if service == ALL else service, indicator)


def by_name(parts: Any) -> list[Any]:
    """Sectors or services by the alphabet, whatever their figures are."""
    return sorted(parts, key=lambda one: one.name.casefold())


def asked_of(framework: Framework, sector: str, service: str) -> list[Indicator]:
    """The indicators that any service of a scope is asked for, in the framework's order."""
    if service:
        senders = [framework.service[service]]
    else:
        senders = framework.services_of(sector) if sector else list(framework.services)
    return [one for one in framework.indicators if any(framework.reports(sender, one) for sender in senders)]


def first_of(asked: list[Indicator]) -> Indicator:
    """The indicator shown first: one that says how people fare, scored and at the core, else the first of all."""
    scored = [one for one in asked if one.scored] or asked
    core = [one for one in scored if one.core] or scored
    return next((one for one in core if one.oba == "better_off"), core[0])


def sectors_side_by_side(key: Key, framework: Framework, indicator: Indicator) -> None:
    """A small line for each sector beside the whole, and the sheet of every sector's newest figure."""
    words = framework.words
    if not _of_sectors(key, indicator.id):
        st.write(f"No {words.sector} has a figure for this indicator by this date.")
        return
    heading = f"{indicator.title}: each {words.sector} beside the {words.whole}, in the order of the alphabet"
    pictures.small_multiples(key, indicator.id, heading)
    with pictures.folded():
        download(*_points(key, indicator.id, heading), "points_csv")
    download(*_newest(key, indicator.id), "sectors_csv")


@st.cache_resource(show_spinner=False, max_entries=128)
def _of_sectors(key: Key, indicator_id: str) -> bool:
    frame = cache.figures(key).frame
    return bool(((frame.indicator_id == indicator_id) & (frame.scope_kind == "sector")).any())


@st.cache_resource(show_spinner=False, max_entries=128)
def _points(key: Key, indicator_id: str, heading: str) -> File:
    framework, frame = cache.framework(key), cache.figures(key).frame
    told = pictures.story(key, indicator_id)
    rows = frame[(frame.indicator_id == indicator_id) & frame.scope_kind.isin(["whole", "sector"])]
    points = latest.series_rows(rows, told, framework)
    sheet(points, latest.SERIES_COLUMNS, heading)
    name = f"{indicator_id}_{framework.words.sectors}"
    return File(points, latest.SERIES_COLUMNS, name, pictures.origin_note(framework, told.indicator))


@st.cache_resource(show_spinner=False, max_entries=128)
def _newest(key: Key, indicator_id: str) -> File:
    framework = cache.framework(key)
    words, indicator = framework.words, framework.indicator[indicator_id]
    kind: Scope = "sector"
    wanted = tuple((indicator.id, kind, str(one.id)) for one in by_name(framework.sectors))
    found = latest.stories(key, wanted)
    listed = [
        {
            "name": link(framework.sector[scope].name, "sectors", sector=scope, indicator=indicator.id),
            **latest.latest(found[(one, kind, scope)]),
        }
        for one, _, scope in wanted
    ]
    columns = latest.filled(listed, [Column("name", words.sector.capitalize()), *_FIGURES])
    sheet(listed, columns, f"{indicator.title}: the newest figure of each {words.sector}")
    name = f"{indicator.id}_by_{words.sector}"
    return File(listed, columns, name, pictures.origin_note(framework, indicator))


def beside_the_whole(key: Key, chosen: Chosen, heading: str) -> None:
    """The chosen scope's line with the whole's beside it, and its points on demand."""
    of = (key, chosen.indicator.id, *chosen.scope, heading)
    _beside_the_whole(*of, is_dark())
    with pictures.folded():
        download(*_own_points(*of), "points_csv")


@st.cache_resource(show_spinner=False, max_entries=256)
def _own_points(key: Key, indicator_id: str, kind: Scope, scope: str, heading: str) -> File:
    framework, told = cache.framework(key), pictures.story(key, indicator_id, kind, scope)
    points = latest.series_rows(told.series.frame, told, framework)
    columns = [*latest.SERIES_COLUMNS, *([EXPLAINED] if told.explained else [])]
    sheet(points, columns, heading)
    return File(points, columns, f"{indicator_id}_{scope}", pictures.origin_note(framework, told.indicator))


def services_sheet(key: Key, chosen: Chosen) -> None:
    """A sector's services by the alphabet: newest figure, change, what it rests on, and the stage each has reached."""
    download(*_services(key, chosen.indicator.id, chosen.sector), "services_csv")


@st.cache_resource(show_spinner=False, max_entries=128)
def _services(key: Key, indicator_id: str, sector: str) -> File:
    framework = cache.framework(key)
    words, indicator = framework.words, framework.indicator[indicator_id]
    services = [one for one in by_name(framework.services_of(sector)) if framework.reports(one, indicator)]
    kind: Scope = "service"
    wanted = tuple((indicator.id, kind, str(one.id)) for one in services)
    found = latest.stories(key, wanted)
    reached = {one.service_id: framework.stage[one.stage_id].name for one in cache.stages(key)}
    rows = [
        {
            "name": link(one.name, "sectors", sector=one.sector, service=one.id, indicator=indicator.id),
            **latest.latest(found[(indicator.id, kind, one.id)]),
            "stage": reached.get(one.id, ""),
            "more": _more(one, indicator),
        }
        for one in services
    ]
    stage = [Column("stage", "Stage of the roadmap")] if framework.stages else []
    columns = latest.filled(
        rows, [Column("name", words.service.capitalize()), *_FIGURES, *stage, Column("more", "More")]
    )
    caption = f"{indicator.title}: the {words.services} of {framework.sector[sector].name}, by the alphabet"
    sheet(rows, columns, caption)
    left_out = len(framework.services_of(sector)) - len(services)
    if left_out:
        quiet(f"{left_out} more {words.service if left_out == 1 else words.services} here: not asked for this.")
    return File(rows, columns[:-1], f"{indicator.id}_{sector}", pictures.origin_note(framework, indicator))


def indicators_sheet(key: Key, service: Service) -> None:
    """Everything one service is asked for: newest figure, change and target, in the framework's order."""
    download(*_indicators(key, service.id), "indicators_csv")


@st.cache_resource(show_spinner=False, max_entries=128)
def _indicators(key: Key, service_id: str) -> File:
    framework = cache.framework(key)
    service = framework.service[service_id]
    asked = asked_of(framework, "", service.id)
    kind: Scope = "service"
    wanted = tuple((one.id, kind, service.id) for one in asked)
    found = latest.stories(key, wanted)
    rows = [
        {
            "name": link(one.title, "indicator", indicator=one.id, sector=service.sector, service=service.id),
            **latest.latest(found[(one.id, kind, service.id)]),
        }
        for one in asked
    ]
    columns = latest.filled(rows, [Column("name", "Indicator"), *_FIGURES[:-1], latest.TARGET, latest.NOTE])
    sheet(rows, columns, f"{service.name}: everything this {framework.words.service} is asked for")
    return File(rows, columns, f"{service.id}_figures", pictures.origin_note(framework, asked[0]))


_FIGURES = (latest.FIGURE, latest.INTERVAL, latest.PERIOD, latest.CHANGED, latest.RESTS_ON, latest.NOTE)


def _more(service: Service, indicator: Indicator) -> Any:
    return link("Indicator", "indicator", indicator=indicator.id, sector=service.sector, service=service.id)


@st.cache_data(show_spinner=False, max_entries=256)
def _beside_the_whole(key: Key, indicator_id: str, kind: Scope, scope: str, sentence: str, dark: bool) -> None:
    told = pictures.story(key, indicator_id, kind, scope)
    rules = cache.framework(key)
    whole = pictures.story(key, indicator_id).series
    st.header(sentence, anchor=False)
    figure = charts.trend(
        told.series,
        told.indicator,
        target=told.target,
        benchmark=whole if told.indicator.aggregation != "not_combined" else None,
        benchmark_name=rules.words.whole,
        explained=[one.period for one in told.explained],
        dark=dark,
    )
    st.plotly_chart(figure, theme=None, config=charts.PLAIN, alt=pictures.heard(sentence, told))
    pictures.explained_points(told, rules)
