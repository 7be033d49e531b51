"""What people taught the product about one model: words and verified questions, kept beside it for review."""
