"""The roadmap as one quiet matrix: services by features, each cell a stage's word, and what the next step waits for."""

from collections.abc import Iterable
from html import escape

import streamlit as st

from impact.charts.style import palette
from impact.framework import Framework, Service
from impact.metrics.criteria import MET, NOT_MET, UNTOLD, WAITING
from impact.metrics.stages import ServiceStage
from impact.screen import cache
from impact.screen.cache import Key
from impact.screen.cards import address, is_dark
from impact.screen.scopes import by_name
from impact.words import NOT_YET

MOST_WAITS = 3
"""How many criteria are named at a row's end; the rest are counted, and the panel below names them all."""


def matrix(key: Key) -> None:
    """Every service by its sector and the alphabet; the tint deepens with the stage, and the word says it."""
    _matrix(key, is_dark())


@st.cache_data(show_spinner=False, max_entries=32)
def _matrix(key: Key, dark: bool) -> None:
    st.html(matrix_html({one.service_id: one for one in cache.stages(key)}, cache.framework(key), dark))


def matrix_html(stages: dict[str, ServiceStage], framework: Framework, dark: bool) -> str:
    """The matrix's markup, a table with a caption, a body for each sector and a heading for each row."""
    words = framework.words
    caption = f"Stage of each {words.service} by feature, in the order of the alphabet"
    named = [words.service.capitalize(), "Stage", *(one.name for one in framework.features), "The next step waits for"]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in named)
    bodies = "".join(_sector(sector.id, sector.name, stages, framework, dark) for sector in by_name(framework.sectors))
    return (
        f'<div class="sheet matrix" tabindex="0" role="region" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>{bodies}</table></div>"
    )


def waits_for(stage: ServiceStage, framework: Framework, most: int | None = None) -> list[str]:
    """What a service's next step waits for, criterion by criterion; `most` names so many and counts the others."""
    texts = {one.id: one.text.rstrip(".") for one in framework.criteria}
    waits = [texts[one] for one in stage.blocks]
    if not waits and next_stage(stage, framework) and any(one.result == UNTOLD for one in stage.criteria):
        waits = ["something that is not told, to protect people, or other criteria that should be met"]
    if most is not None and len(waits) > most + 1:
        waits = [*waits[:most], f"{len(waits) - most} more that must be met"]
    if stage.shoulds_lacking:
        waits.append(f"{stage.shoulds_lacking} more of those that should be met")
    if stage.too_few_apply:
        waits.append("more criteria that apply to it: too few of the next step's do to judge by them")
    return waits


def next_stage(stage: ServiceStage, framework: Framework) -> str:
    """The name of the step after the one reached; '' at the furthest."""
    rank = framework.stage[stage.stage_id].rank
    return next((one.name for one in framework.stages if one.rank == rank + 1), "")


def no_evidence_in(stage: ServiceStage, feature: str, framework: Framework) -> bool:
    """Whether nothing has come in that a feature could be judged by."""
    ours = {one.id for one in framework.criteria if one.feature == feature}
    return not any(one.criterion_id in ours and one.result in (MET, NOT_MET, UNTOLD, WAITING) for one in stage.criteria)


def _sector(id: str, name: str, stages: dict[str, ServiceStage], framework: Framework, dark: bool) -> str:
    services = [one for one in by_name(framework.services_of(id)) if one.id in stages]
    if not services:
        return ""
    width = len(framework.features) + 3
    head = f'<tr class="group"><th scope="rowgroup" colspan="{width}"><span>{escape(name)}</span></th></tr>'
    rows = "".join(_row(one, stages[one.id], framework, dark) for one in services)
    return f"<tbody>{head}{rows}</tbody>"


def _row(service: Service, stage: ServiceStage, framework: Framework, dark: bool) -> str:
    cells = [_step(stage.stage_id, framework, dark)]
    for feature in framework.features:
        reached = stage.features[feature.id]
        start = framework.stage[reached].rank == 0
        bare = start and no_evidence_in(stage, feature.id, framework)
        cells.append(_bare() if bare else _step(reached, framework, dark))
    here = escape(address("service", service=service.id))
    name = f'<th scope="row"><a href="{here}" target="_self">{escape(service.name)}</a></th>'
    return (
        f'<tr>{name}{"".join(f"<td>{cell}</td>" for cell in cells)}<td class="waits">{_end(stage, framework)}</td></tr>'
    )


def _end(stage: ServiceStage, framework: Framework) -> str:
    following = next_stage(stage, framework)
    said: Iterable[str] = waits_for(stage, framework, MOST_WAITS)
    if not following:
        text = "The furthest step; it is kept by keeping the evidence fresh."
    else:
        text = f"{following}: {'; '.join(said) or 'nothing; its next review may move it on'}."
    claimed = framework.stage[stage.claimed_stage_id].name
    if stage.claimed_stage_id != stage.stage_id:
        text += f" On its own word it is at {claimed}; a peer has still to confirm."
    return escape(text + (" A review is due." if stage.review_due else ""))


def _step(stage_id: str, framework: Framework, dark: bool) -> str:
    stage, colour = framework.stage[stage_id], palette(dark)
    place = round(stage.rank * (len(colour.tints) - 1) / max(len(framework.stages) - 1, 1))
    look = f"background:{colour.tints[place]};color:{colour.tint_ink[place]};border-color:{colour.link}"
    return f'<span class="step" style="{look}">{escape(stage.name)}</span>'


def _bare() -> str:
    return f'<span class="step bare">{escape(NOT_YET.word)}</span>'
