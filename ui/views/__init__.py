"""The pages of the product, one module each. Rule: a page has one function, `draw(context, language) -> None`.

`ui/app.py` sets the page up, draws the rail and calls it. The folder is not called `pages`: Streamlit takes the files
of a folder of that name beside the script for pages of its own kind, and shows them empty after a start.
"""
