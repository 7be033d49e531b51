"""From dropped files to a model that can be asked: what the page of one's own data shows and does.

    drafts.py      the dropped files and what was decided about reading them, on disk
    proposals.py   what the files mean: roles, relations, metrics with a live value
    decisions.py   what a person changed, done to the proposed model
    merging.py     a second import: what people defined stands, what is new is added
    asking.py      questions that were asked and answered before they are offered
    keeping.py     the difference in YAML, and the one step that keeps it

Rule: nothing of an earlier import is touched before the last step, and nothing is sent anywhere.
"""
