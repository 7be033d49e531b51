"""What the rows of an answer are, how they are ranked and drawn."""
