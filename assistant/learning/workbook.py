"""Words and sample questions as a workbook: out to be read and added to, and in again as drafts.

Rule: a row that comes in is taught exactly as if its words were typed. What is known already changes nothing, what
cannot be taught is named with the reason, and no row confirms anything. A question that stands alone is kept as a test
of how it is read now. The file is parsed apart, like every file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.answer import answer
from assistant.context import Context
from assistant.exports.xlsx import Texts, texts_to_xlsx
from assistant.learning import review
from assistant.learning.regressions import Cases
from assistant.plan import Compute
from assistant.question import Question
from assistant.texts import say
from assistant.wording import Wording
from semantic_layer.importing.child import read_apart
from semantic_layer.importing.errors import ImportProblem
from semantic_layer.importing.reading import FileChoice
from semantic_layer.meanings import Meaning
from semantic_layer.model import Language
from semantic_layer.wordforms import normal_form
from tools.errors import ToolError

Row = tuple[str, str, str]  # a word or a question, what it means, and how it stands
LANGUAGES: tuple[Language, ...] = ("en", "zh")
_WORDS, _QUESTIONS = "words", "questions"


class NoWordsInFile(ToolError):
    """No sheet of the file begins with a column of words or of questions."""

    code = "no_words_in_file"


@dataclass(frozen=True)
class Taken:
    """What became of the rows of a file; `refused` holds each text with the reason."""

    known: int = 0
    taught: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def to_workbook(context: Context, language: Language) -> bytes:
    """The words of the model and those that were taught on one sheet, sample questions on the other."""
    sheets = ((_WORDS, _words(context, language)), (_QUESTIONS, _questions(context, language)))
    return texts_to_xlsx(
        tuple(
            Texts(say(f"learn.sheet.{name}", language), _headers(name, language), tuple(rows)) for name, rows in sheets
        )
    )


def _headers(sheet: str, language: Language) -> tuple[str, ...]:
    return tuple(say(f"learn.column.{name}", language) for name in (sheet, f"{sheet}_mean", "state"))


def _words(context: Context, language: Language) -> Iterator[Row]:
    """Each synonym beside the name it stands for, in its own language."""
    for spoken in LANGUAGES:
        wording = context.wording(spoken)
        model = wording.model
        for item in (one for one in model.metrics if not one.hidden):
            for word in getattr(item.synonyms, spoken):
                yield word, wording.metric(item.name), say("learn.state.model", language)
        for dimension in (one for one in model.dimensions() if not one.hidden and not one.personal):
            for word in getattr(dimension.synonyms, spoken):
                yield word, wording.dimension(dimension.qualified), say("learn.state.model", language)
    for lesson in context.lessons.all() if context.lessons else ():
        if lesson.means:
            wording = context.wording(Question.of(lesson.phrase).language)
            means = wording.comma(_named(item, wording) for item in lesson.means)
            yield lesson.phrase, means, say(f"learn.state.{lesson.standing(context.model)}", language)


def _named(item: Meaning, wording: Wording) -> str:
    """A meaning in the words of the model."""
    match item.kind:
        case "metric":
            return wording.metric(item.name)
        case "entity":
            return wording.entity(item.name)
        case "value":
            return wording.value(item.name, item.value)
        case "dimension" | "segmentation":
            return wording.dimension(item.name)
    return str(item.value if item.value is not None else item.name)


def _questions(context: Context, language: Language) -> Iterator[Row]:
    for lesson in context.lessons.all() if context.lessons else ():
        if lesson.calls:
            yield lesson.phrase, lesson.evidence, say(f"learn.state.{lesson.standing(context.model)}", language)
    for case in Cases(context.tools.home).all():
        yield case.question, "", say("learn.state.test", language)


# --- in again ------------------------------------------------------------------------------------------------


def take_in(path: Path, context: Context, language: Language) -> Taken:
    """Teach the rows of a workbook or a CSV file that are not known yet.

    Raises
    ------
    ImportProblem
        When the file cannot be read.
    NoWordsInFile
        When none of its sheets is one of words or of questions.
    """
    known = {(normal_form(said), normal_form(means)) for said, means, _ in _known(context)}
    taken = Taken()
    for sheet, said, means in _rows_of(path):
        if (normal_form(said), normal_form(means)) in known:
            taken = _with(taken, known=1)
        elif sheet == _WORDS:
            taken = _word(taken, said, means, context, language)
        else:
            taken = _question(taken, said, means, context, language)
    return taken


def _known(context: Context) -> Iterator[Row]:
    yield from _words(context, "en")
    yield from _questions(context, "en")


def _with(
    taken: Taken, *, known: int = 0, taught: str = "", kept: str = "", refused: tuple[str, str] | None = None
) -> Taken:
    return Taken(
        taken.known + known,
        (*taken.taught, *filter(None, (taught,))),
        (*taken.kept, *filter(None, (kept,))),
        (*taken.refused, *((refused,) if refused else ())),
    )


def _word(taken: Taken, word: str, means: str, context: Context, language: Language) -> Taken:
    if not means:
        return _with(taken, refused=(word, say("learn.row.no_meaning", language)))
    spoken = Question.of(word).language
    told = answer(Question.of(say("learn.as_said", spoken, word=word, means=means), who=context.tools.who), context)
    if any(note.code == "taught" for note in told.notes):
        return _with(taken, taught=word)
    why = told.headline if told.status == "refused" else say("learn.row.not_taught", language)
    return _with(taken, refused=(word, why))


def _question(taken: Taken, text: str, like: str, context: Context, language: Language) -> Taken:
    if like:
        note = review.teach(None, text, like, context)
        if note is not None and note.code == "taught":
            return _with(taken, taught=text)
        return _with(taken, refused=(text, note.text if note else say("learn.row.like", language, words=like)))
    plan = context.reader.read(Question.of(text, who=context.tools.who))
    if not isinstance(plan.outcome, Compute):
        return _with(taken, refused=(text, say("learn.row.not_read", language)))
    Cases(context.tools.home).keep(text, plan.to_json(), context.as_of, context)
    return _with(taken, kept=text)


def _rows_of(path: Path) -> Iterator[tuple[str, str, str]]:
    """The sheet that a row is of, and its first two cells."""
    heads = {say(f"learn.column.{sheet}", spoken): sheet for sheet in (_WORDS, _QUESTIONS) for spoken in LANGUAGES}
    names = [say(f"learn.column.{name}", spoken) for name in _COLUMNS for spoken in LANGUAGES]
    as_text = FileChoice(columns=dict.fromkeys(names, "text"))
    found = False
    with tempfile.TemporaryDirectory() as staging:
        outcome = read_apart((path,), {path.name: as_text}, Path(staging))[path.name]
        if isinstance(outcome, ImportProblem):
            raise outcome
        for columns, rows in ((_columns(table.path)) for table in outcome):
            if columns[0] in heads:
                found = True
                yield from _cells(heads[columns[0]], rows, columns)
    if not found:
        raise NoWordsInFile(f"No sheet of {path.name} begins with one of the columns {', '.join(heads)}.")


_COLUMNS = (_WORDS, f"{_WORDS}_mean", _QUESTIONS, f"{_QUESTIONS}_mean", "state")


def _columns(path: Path) -> tuple[Sequence[str], Sequence[Mapping[str, object]]]:
    import pyarrow.parquet as parquet

    table = parquet.read_table(path)
    return table.column_names, table.to_pylist()


def _cells(sheet: str, rows: Sequence[Mapping[str, object]], columns: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for row in rows:
        said, means = (str(row[name] or "").strip() if name else "" for name in (*columns, "", "")[:2])
        if said:
            yield sheet, said, means
