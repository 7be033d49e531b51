"""What was kept before a policy was made: nothing of it is told afterwards.

Every store is filled by a person whom nothing limits, then the owner writes a policy (`rights_world.py`), and the same
person looks at the same store. What they must not see any more was there before: else the test would show nothing.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from datetime import date

import pytest

from assistant.answer import answer, run_plan
from assistant.boards.boards import tile_of
from assistant.boards.filters import offered_filters
from assistant.boards.plan import Settings
from assistant.boards.run import Shown, show
from assistant.conversation import Past
from assistant.evidence.derive import definition
from assistant.learning.lesson import question_lesson, word_lesson
from assistant.learning.proposals import Proposals, told
from assistant.live import Live
from assistant.metric_pages.cards import cards
from assistant.metric_pages.insertable import insertables
from assistant.plan import Compute, Plan
from assistant.question import Question
from assistant.reading import Reading
from assistant.records.receipts import rights_now
from assistant.records.rerun import rerun
from assistant.segments.builder import draft
from assistant.segments.listing import list_rows
from assistant.segments.pages import comparison, migration, offered, sizes
from assistant.storage.conversations import Store
from assistant.storage.saved import SavedAnswers, may_see_figures
from assistant.storage.shared_run import run_shared, standing
from assistant.watch import evaluate, to_html
from assistant.ways_on.suggestions import suggestions_for
from assistant.workspace import STATE, open_workspace
from semantic_layer.meanings import Meaning
from semantic_layer.policy import View
from semantic_layer.value_index import load_values
from tests.security.rights_world import ANN, BOSS, DAY, POLICIES, VALUE, build, decide, define
from tools.arguments import SqlArgs
from tools.catalog import ToolCall
from tools.segment_arguments import Condition
from ui.page_answers import answered

FIGURE = re.compile(r"77,?777|77\.78K|7\.78万|38,?888")
VALUE_ONLY = ("rows", "hidden column", "masked column")  # policies under which the value must not be told
READ_COLUMN = ("hidden column", "masked column")  # policies that keep back what definitions read
FORBIDDEN = {"rows": True, "hidden column": False, "masked column": False, "small groups": True, "hidden metric": True}
CITY = "SELECT c.city, SUM(o.amount) AS paid FROM orders o JOIN customers c ON c.customer_id = o.customer_id GROUP BY 1"


@dataclass
class World:
    """One model folder, opened anew for each look; `kept` is what a store remembers by itself."""

    folder: object
    kept: dict[str, object] = field(default_factory=dict)

    def open(self, who=ANN):
        return open_workspace(self.folder, as_of=DAY, who=who)


def ask(context, text):
    return answer(Question.of(text, who=context.tools.who), context)


def run(context, calls, language="en"):
    question = Question("a figure of a page", language, who=context.tools.who)
    return run_plan(Plan(Compute(tuple(calls)), Reading(language, ())), question, context)


def words(found):
    """All that an answer holds but the words of its question, and the receipt's."""
    return repr((found.headline, found.sections, found.caveats, found.next, found.refusal, found.clarification))


class Conversation:
    """Turns on disk, and what the next turn leans on."""

    def fill(self, world, context):
        store = Store(world.folder / STATE / "conversations")
        turn = store.begin("conversation1", "ann", "revenue by city", rights=rights_now(ANN, context.model))
        store.end("conversation1", turn.done(ask(context, "revenue by city")))
        world.kept["store"] = store  # which remembers its turns in memory too

    def look(self, world, context):
        rights = rights_now(ANN, context.model)
        stores = (world.kept["store"], Store(world.folder / STATE / "conversations"))
        turns = [turn for store in stores for turn in store.turns("conversation1", "ann", rights)]
        assert [turn.text for turn in turns] == ["revenue by city"] * 2  # one's own question stays
        return repr(turns) + repr(Past.of(turn.answer for turn in turns if turn.answer))


class OwnSaved:
    """An answer that its person saved."""

    person = ANN

    def fill(self, world, context):
        found = ask(world.open(self.person), "revenue by city")
        kept = SavedAnswers(world.folder / STATE / "saved")
        kept.save(found, self.person.name)
        kept.share(found.receipt, self.person.name, is_shared=True)
        world.kept["receipt"] = found.receipt

    def look(self, world, context):
        saved = SavedAnswers(world.folder / STATE / "saved").opened(world.kept["receipt"], "ann")
        receipt = context.receipts.load(saved.receipt)
        if may_see_figures(saved, receipt, context.tools):
            return words(saved.answer)
        found = run_shared(saved, receipt, context)
        return words(found) + standing(found, receipt, context)


class Shared(OwnSaved):
    """A link that somebody whom nothing limits opened to others."""

    person = BOSS


class Receipt:
    """A receipt that is run again."""

    def fill(self, world, context):
        world.kept["receipt"] = ask(context, "revenue by city").receipt

    def look(self, world, context):
        found = rerun(world.kept["receipt"], context, "en")
        return repr(found) + ("77,777 " + VALUE if found.verdict == "same" else "")  # "the same" tells what is known


class Pinned:
    """A tile of a board, and the board's memory of what it showed a moment ago."""

    call = None

    def fill(self, world, context):
        found = ask(context, "revenue by city") if self.call is None else run(context, [self.call])
        world.kept["tile"], world.kept["shown"] = tile_of(found, "cities", context.model), Shown()

    def look(self, world, context):
        tile, settings = world.kept["tile"], Settings()
        once = world.kept["shown"].get(tile, settings, context, "now", lambda: show(tile, settings, context))
        return words(once.answer)


class PinnedSql(Pinned):
    """A tile of typed SQL."""

    call = ToolCall(tool="run_sql", arguments=SqlArgs(sql=CITY))


class Runs:
    """A kept run of a segmentation: list, both days, comparison and questions."""

    def fill(self, world, context):
        self.look(world, context)
        assert context.tools.engine.schema().get("runs.seg_size")

    def look(self, world, context):
        wording, said = context.wording("en"), []
        for item in (item for item in offered(wording) if item.name == "size"):
            now, moved = sizes(item, wording), migration(item, wording, (date(2026, 2, 10), DAY))
            found = [run(context, choice.calls) for choice in (now, moved)]
            pair = comparison(item, tuple(str(value.code) for value in item.values)[:2], wording)
            found += [run(context, pair.calls)] if pair else []
            said += [words(one) for one in found] + [repr(list_rows(item, found[0], None, wording))]
        said += [words(ask(context, text)) for text in ("revenue by size", "各规模的销售额")]
        said += [words(ask(context, text)) for text in ("revenue of large ones", "customers of large ones by city")]
        return "".join(said)


class PageFigures:
    """Figures that the pages keep in the memory of the server."""

    def fill(self, world, context):
        self.look(world, context)

    def look(self, world, context):
        segmentation = next(item for item in context.model.segmentations if item.name == "size")
        choice = sizes(segmentation, context.wording("en"))
        return words(answered(choice, context, "en"))


class ValueIndex:
    """Values on disk, and everything that offers them."""

    def fill(self, world, context):
        self.look(world, context)

    def look(self, world, context):
        held = load_values(context.model, context.tools.engine, ANN, cache=world.folder / STATE / "cache")
        offered_values = [insertables(text, context, "en") for text in ("", "canary", "city")]
        return repr((held, offered_filters(context), offered_values, ask(context, "revenue in Canarville").refusal))


class Suggestions:
    """Questions that the model offers."""

    def fill(self, world, context):
        self.look(world, context)

    def look(self, world, context):
        return repr([suggestions_for(context, language) for language in ("en", "zh")])


class Learned:
    """Words and questions that people taught, and an owner confirmed."""

    def fill(self, world, context):
        calls = ask(context, f"revenue in {VALUE}").plan.outcome.calls
        meaning = (Meaning("value", "customer.city", VALUE),)
        for lesson in (
            word_lesson("sunnyside", meaning, context.model, author="boss", evidence="told"),
            question_lesson("how is the far place", calls, context.model, author="boss", evidence="told"),
        ):
            kept = context.lessons.add(lesson)
            context.lessons.decide(kept.id, "confirmed", "boss")

    def look(self, world, context):
        texts = ("revenue in sunnyside", "how is the far place", "what is sunnyside")
        return "".join(words(ask(context, text)) for text in texts)


class Digest:
    """The digest of watches."""

    def fill(self, world, context):
        self.look(world, context)

    def look(self, world, context):
        digest = evaluate(context, "en", every=True)
        return repr(digest) + to_html(digest, context.wording("en"))


class Proposed:
    """What others proposed for the model."""

    def fill(self, world, context):
        model = context.model
        lines = draft("far", (Condition(field="customer.city", op="eq", values=(VALUE,)),), "all_of", model)
        Proposals(world.folder, model).add("segmentations", lines, "boss", View(model, BOSS))

    def look(self, world, context):
        found = told(Proposals(world.folder, context.model).all(), View(context.model, ANN))
        return repr([item.yaml() for item in found])


class Definitions:
    """Definitions that read the column: their words, formulas, rules and statements."""

    def fill(self, world, context):
        self.look(world, context)

    def look(self, world, context):
        wording = context.wording("en")
        known = [definition(metric, wording) for metric in context.model.metrics if not metric.hidden]
        asked = ("what is revenue from afar", "what is place", "revenue from afar", "which tags are there",
                 "远方销售额是什么意思", "customers by place")  # fmt: skip
        return repr((cards(wording), known)) + "".join(words(ask(context, text)) for text in asked)


class Serving:
    """A server that was started before, and goes on."""

    def fill(self, world, context):
        world.kept["live"] = Live(world.folder, world.open)
        self.look(world, None)

    def look(self, world, context):
        return words(ask(world.kept["live"].now(), "revenue by city"))


FIGURES = (Conversation, OwnSaved, Shared, Receipt, Pinned, PinnedSql, Serving)
CASES = [(store, policy) for store in FIGURES for policy in POLICIES]
CASES += [(store, policy) for store in (Runs, PageFigures, Digest) for policy in FORBIDDEN if FORBIDDEN[policy]]
CASES += [(store, policy) for store in (ValueIndex, Suggestions, Learned) for policy in VALUE_ONLY]
CASES += [(Digest, policy) for policy in READ_COLUMN] + [(Definitions, policy) for policy in READ_COLUMN]
CASES += [(Proposed, policy) for policy in POLICIES]


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    """Store -> its world, after it was filled, and what it told then. All but the definitions share one shop."""
    shop = build(tmp_path_factory.mktemp("town") / "shop")
    defined = shutil.copytree(shop, shop.with_name("defined"))
    define(defined)
    made = {store: World(defined if store is Definitions else shop) for store in {store for store, _ in CASES}}
    before = {folder: World(folder).open() for folder in (shop, defined)}
    told_then = {}
    for store, world in made.items():
        store().fill(world, before[world.folder])
    for store, world in made.items():
        told_then[store] = store().look(world, before[world.folder])
    return made, told_then


@pytest.fixture(scope="module")
def opened():
    """Policy and folder -> the context that was opened under it, once for all stores."""
    return {}


def tells(text, policy):
    """Whether a text holds what this policy keeps back."""
    values = VALUE in text if policy in VALUE_ONLY else False
    return values or (FORBIDDEN[policy] and FIGURE.search(text) is not None)


@pytest.mark.parametrize(("store", "policy"), CASES, ids=lambda item: item if isinstance(item, str) else item.__name__)
def test_nothing_that_was_kept_is_told_under_a_policy_that_came_later(worlds, opened, store, policy):
    world, before = worlds[0][store], worlds[1][store]
    assert VALUE in before or FIGURE.search(before), "there was nothing to keep back"

    decide(world.folder, policy)
    key = (world.folder, policy)
    opened[key] = opened.get(key) or world.open()

    after = store().look(world, opened[key])
    if store is Proposed:
        assert VALUE not in after
    else:
        assert not tells(after, policy), (VALUE in after, FIGURE.findall(after))
