"""By which rules are figures worked out, judged and hidden? Written from the framework in use on the day shown."""

import streamlit as st

from impact.screen import method_parts, shell
from impact.screen.cards import answer
from impact.words import uk_date
from impact.words.method import figure_rules, result_rules, stage_rules

key, framework = shell.shown()
st.title("Method", anchor=False)
answer(f"{framework.title} judges by the rules below, in force since {uk_date(framework.effective)}.")
left, right = st.columns(2, gap="large")
with left:
    method_parts.rules("How a figure comes about", figure_rules(framework))
    method_parts.rules("What an outcome is called; the first that fits", result_rules(framework))
with right:
    if framework.stages:
        method_parts.rules("When a stage is reached", stage_rules(framework))
    method_parts.hiding(framework)
    method_parts.marks()
method_parts.not_said(framework)
