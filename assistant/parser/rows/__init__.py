"""Questions that ask for rows: which things, which columns, in which order."""
