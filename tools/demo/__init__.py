"""Generated sample data with a known truth, and the semantic model that describes it.

Rule: everything here is invented. The generator knows the truth (who is which type, what an experiment did) and
writes it beside the data; the model does not contain it.
"""

from pathlib import Path

MODEL_DIR: Path = Path(__file__).parent / "model"
