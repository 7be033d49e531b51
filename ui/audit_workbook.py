"""Words and sample questions as a workbook: taken away to be read and added to, and brought in again.

Rule: what is brought in becomes drafts; what is not taken is named with the reason.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from assistant.context import Context
from assistant.learning.workbook import NoWordsInFile, take_in, to_workbook
from assistant.texts import say
from semantic_layer.importing.errors import ImportProblem
from semantic_layer.model import Language
from ui.clicked import clicked
from ui.inert import inert
from ui.moment import when_taken

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

FORMS = ("xlsx", "csv")
FILE = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "wenshu_words.xlsx")


def draw_workbook(context: Context, language: Language) -> None:
    st.markdown(f"**{say('learn.workbook', language)}**")
    st.caption(inert(say("learn.workbook_about", language)))
    st.download_button(
        say("learn.take_away", language),
        data=when_taken(partial(to_workbook, language=language), context, *FILE),
        mime=FILE[0],
        file_name=FILE[1],
        key="words-file",
        on_click="ignore",
    )
    given = st.file_uploader(say("learn.bring_in", language), type=FORMS, key="words-given")
    if given is not None and clicked(say("learn.teach_rows", language), key="words-teach", type="primary"):
        _take(given, context, language)


def _take(given: UploadedFile, context: Context, language: Language) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"words.{given.name.rpartition('.')[2].lower()}"  # the name of the file stays outside
        path.write_bytes(given.getvalue())
        try:
            taken = take_in(path, context, language)
        except (NoWordsInFile, ImportProblem):
            st.error(inert(say("refuse.no_words_in_file", language)))
            return
    counts = {"taught": len(taken.taught), "kept": len(taken.kept), "known": taken.known, "refused": len(taken.refused)}
    (st.warning if taken.refused else st.success)(inert(say("learn.taken", language, **counts)))
    for text, why in taken.refused:
        st.markdown(f"- {inert(say('learn.row_refused', language, text=text, why=why))}")
