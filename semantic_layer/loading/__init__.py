"""The steps behind `loader.py`: shape of each definition (`definitions`, `metric_definitions`), the files put together
(`draft`), the names (`known_names`), and what refers to what (`resolve` and its parts).

Rule: shape first, references second; both note mistakes and neither stops at the first.
"""
