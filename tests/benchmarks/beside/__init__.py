"""The same questions, asked of us and of other readers that need no network: see `tests.benchmarks.side_by_side`."""
