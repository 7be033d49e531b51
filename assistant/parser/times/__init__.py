"""The time grammar, and the periods, grains and comparisons of a question."""
