"""Turns of a conversation: what they change, what they point to, what they keep."""
