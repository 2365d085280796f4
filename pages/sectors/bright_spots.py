"""What already works, where, and whom to ask? The bright spots on show, by feature, in no order of value."""

import streamlit as st

from impact.screen import bright_parts, cache, shell
from impact.screen.cards import answer, quiet
from impact.words.bright import NAME_CLASH, on_show_sentence

key, framework = shell.shown()
st.title("Bright spots", anchor=False)
if not framework.features:
    answer(f"{framework.title} names no features of good practice, so it has no register of bright spots.")
    st.stop()

spots = cache.bright_spots(key)
on_show = [one for one in spots if one.on_show]
waiting = [one for one in spots if not one.on_show]
answer(on_show_sentence(len(on_show), sum(one.waits for one in waiting)))
quiet(NAME_CLASH)
feature = bright_parts.choose_feature(framework)
bright_parts.cards([one for one in on_show if feature in ("", one.feature_id)], framework)

nominate, check = st.columns(2, gap="large")
with nominate:
    bright_parts.nominate(key, framework)
with check:
    bright_parts.check(key, framework, waiting)
bright_parts.pointers(key, framework)
bright_parts.words_to_come()
