"""What each command of `wenshu` does.

Rule: a command imports the parts it uses, so that asking never loads the page, and serving never loads the tools.
"""
