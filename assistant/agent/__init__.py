"""A language model as the second reader of questions: it chooses tools, and nothing it says is believed.

Importing this package imports no client; `client.py` and `probe.py` do that when they are used.
"""
