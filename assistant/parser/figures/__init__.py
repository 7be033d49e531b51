"""Which number is asked for: metrics, aggregates, counts, arithmetic between them, shares, changes, running sums."""
