"""The roadmap around its matrix: how many services at each stage, and one service's criteria one by one."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import streamlit as st

from impact.framework import Criterion, Framework
from impact.metrics.criteria import (
    MET,
    NO_EVIDENCE,
    NOT_APPLYING,
    NOT_MET,
    OUT_OF_DATE,
    UNTOLD,
    WAITING,
    CriterionResult,
)
from impact.metrics.stages import ServiceStage, stage_counts
from impact.screen import cache, pictures
from impact.screen.cache import Key
from impact.screen.cards import Column, File, download, sheet
from impact.screen.choices import choose
from impact.screen.roadmap_table import waits_for
from impact.screen.scopes import by_name
from impact.words import number, quantity, stage_sentence, uk_date

MARKS = {
    MET: "● met",
    NOT_MET: "◌ not met yet",
    NO_EVIDENCE: "○ not enough evidence",
    OUT_OF_DATE: "◔ out of date",
    WAITING: "◐ waiting for a peer",
    NOT_APPLYING: "– does not apply",
    UNTOLD: "▫ not told, to protect people",
}
"""A criterion's result -> its mark and word."""

_CRITERIA = (
    Column("stage", "Step"),
    Column("text", "Criterion"),
    Column("feature", "Feature"),
    Column("weight", "Weight"),
    Column("result", "Result"),
    Column("value", "Value", number=True),
    Column("when", "As of"),
    Column("blocks", "Next step"),
)


def counts_sentence(stages: Sequence[ServiceStage], framework: Framework) -> str:
    """How many services are at each stage, in the order of the stages; nothing is averaged or ranked."""
    words, many = framework.words, len(stages)
    counts = stage_counts(stages, framework)[""]
    told = [f"{counts[stage.id] or 'none'} at {stage.name}" for stage in _ordered(framework)]
    told[0] = told[0].replace(" at ", f" {'stands' if counts[_ordered(framework)[0].id] == 1 else 'stand'} at ", 1)
    who = words.service if many == 1 else words.services
    return f"Of {many} {who}, {', '.join(told[:-1])} and {told[-1]}."


def counts_picture(key: Key) -> None:
    """How many services of each sector are at each stage, as a picture and as a sheet."""
    words = cache.framework(key).words
    heading = f"How many {words.services} of each {words.sector} are at each step"
    pictures.stage_counts(key, heading)
    with pictures.folded():
        download(*_counts(key, heading), "stages_csv")


@st.cache_resource(show_spinner=False, max_entries=16)
def _counts(key: Key, heading: str) -> File:
    framework = cache.framework(key)
    words, ordered, counts = framework.words, _ordered(framework), stage_counts(cache.stages(key), framework)
    named = [(one.id, one.name) for one in by_name(framework.sectors)] + [("", f"The {words.whole}")]
    rows = [{"name": name, **counts[scope]} for scope, name in named]
    columns = [Column("name", words.sector.capitalize()), *(Column(one.id, one.name, number=True) for one in ordered)]
    sheet(rows, columns, heading)
    return File(rows, columns, "stages", pictures.origin_note(framework))


def panel(stages: Sequence[ServiceStage], framework: Framework) -> None:
    """One service, chosen in the address: its stage, what is claimed and evidenced, and every criterion."""
    words, known = framework.words, {one.service_id: one for one in stages}
    st.header(f"One {words.service}, criterion by criterion", anchor=False)
    names = {one.id: one.name for one in by_name(framework.services) if one.id in known}
    with st.container(key="one_service", width=480):
        stage = known[choose(words.service.capitalize(), names, "service")]
    st.text(stage_sentence(stage, framework))
    st.text(claimed_sentence(stage, framework))
    waits = waits_for(stage, framework)
    rows = [_row(one, found, stage, framework) for one, found in zip(framework.criteria, stage.criteria, strict=True)]
    name = framework.service[stage.service_id].name
    sheet(rows, _CRITERIA, f"{name}: every criterion of every step ({len(waits)} in the way of the next)")
    download(rows, _CRITERIA, f"{stage.service_id}_criteria", pictures.origin_note(framework), "criteria_csv")


def claimed_sentence(stage: ServiceStage, framework: Framework) -> str:
    """Whether the stage is evidenced, and what the service claims beyond it."""
    held, claimed = framework.stage[stage.stage_id].name, framework.stage[stage.claimed_stage_id].name
    if stage.claimed_stage_id == stage.stage_id:
        return f"{held} is evidenced; nothing beyond it is claimed."
    return f"{held} is evidenced. {claimed} is claimed: the service says so itself, and a peer has still to confirm it."


def value_said(criterion: Criterion, found: CriterionResult, framework: Framework) -> str:
    """The value a criterion was judged by, in its unit; a number the gate hides is said to be hidden."""
    if found.value is None:
        return ""
    if isnan(found.value):
        return "hidden [c]"
    indicator = framework.indicator.get(criterion.ref)
    if criterion.kind == "evidence" or indicator is None:
        return "yes" if found.value == 1 else "no"
    return number(found.value) if criterion.kind == "register" else quantity(found.value, indicator)


def _row(criterion: Criterion, found: CriterionResult, stage: ServiceStage, framework: Framework) -> dict[str, Any]:
    features = {one.id: one.name for one in framework.features}
    return {
        "stage": framework.stage[criterion.stage].name,
        "text": criterion.text,
        "feature": features[criterion.feature],
        "weight": f"{criterion.weight}{', by a peer' if criterion.review == 'peer' else ''}",
        "result": MARKS[found.result] + (f": {found.reason}" if found.reason else ""),
        "value": value_said(criterion, found, framework),
        "when": uk_date(found.when).replace(" ", "\N{NO-BREAK SPACE}") if found.when else "",
        "blocks": "waits for this" if criterion.id in stage.blocks else "",
    }


def _ordered(framework: Framework) -> list[Any]:
    return sorted(framework.stages, key=lambda stage: stage.rank)
