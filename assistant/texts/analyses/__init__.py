"""The sentences of the analyses, one file for each family of tools.

Keys: `tool.NAME` (what the restatement calls it), `restate.TOOL.ARGUMENT` (an argument as a piece of the restatement,
place `value`, said with its default too; `given.TOOL.ARGUMENT` only when it was asked for; else `parameter.ARGUMENT`
names it), `finding.KIND` (the facts of the finding are its places),
`caveat.CODE`, `column.NAME`, `choice.VALUE`.
"""

from collections.abc import Mapping

from assistant.texts.analyses import (
    actions,
    attention,
    baskets,
    change,
    churn,
    clusters,
    common,
    directions,
    everyday,
    experiments,
    journeys,
    lifetime,
    newcomers,
    quality,
    retention,
    rfm,
    segmentation,
    series,
    tags,
    trees,
    value,
    watching,
)
from semantic_layer.model import Text

TEXTS: Mapping[str, Text] = {
    **actions.TEXTS,
    **experiments.TEXTS,
    **change.TEXTS,
    **common.TEXTS,
    **attention.TEXTS,
    **series.TEXTS,
    **directions.TEXTS,
    **everyday.TEXTS,
    **churn.TEXTS,
    **clusters.TEXTS,
    **quality.TEXTS,
    **retention.TEXTS,
    **rfm.TEXTS,
    **baskets.TEXTS,
    **journeys.TEXTS,
    **lifetime.TEXTS,
    **newcomers.TEXTS,
    **segmentation.TEXTS,
    **tags.TEXTS,
    **value.TEXTS,
    **watching.TEXTS,
    **trees.TEXTS,
}
