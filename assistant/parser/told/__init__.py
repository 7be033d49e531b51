"""What the asker tells beside the question: words, definitions, directions, and what was taught before."""
