"""What do our words mean?"""

import streamlit as st

from impact.screen import method_parts, shell
from impact.screen.cards import answer
from impact.words.glossary import glossary

key, framework = shell.shown()
st.title("Words", anchor=False)
answer(f"{len(glossary())} words that these screens use in a sense of their own.")
method_parts.words_sheet(glossary())
