"""ln2sqlmodule, a reader of names by rules: a question becomes SQL over the tables of a dump.

Rule: its own files are used as they are, but for what Python 3 needs: lib2to3 (to be found up to Python 3.12), no
default encoding, blanks for tabs, and the debug switch that its settings lack.
"""

from __future__ import annotations

import csv
import importlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

DEBUG_OFF = "DEBUG = False\n"


def reader(folder, table):
    """What turns one question over `table` into SQL; None where it says that it cannot."""
    package = _for_python_3(Path(importlib.util.find_spec("ln2sqlmodule").origin).parent)
    sys.path.insert(0, str(package))
    own = importlib.import_module("ln2sql")
    dump = package / f"{table}.sql"
    dump.write_text(_dump(folder / f"{table}.csv", table), encoding="utf-8")
    language = str(package / "lang" / "english.csv")

    def ask(text):
        try:
            found = own.ln2sql(str(dump), text, language, None, None).getQuery()
        except Exception as error:  # noqa: BLE001  (it raises bare Exception where it cannot read)
            return {"sql": None, "said": f"{type(error).__name__}: {error}"}
        return {"sql": str(found), "said": str(found)}

    return ask


def _for_python_3(original):
    package = Path(tempfile.mkdtemp(prefix="ln2sql-")) / "package"
    shutil.copytree(original, package)
    (package / "__init__.py").unlink()
    modules = list(package.glob("*.py"))
    for path in modules:
        kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "setdefaultencoding" not in line]
        text = "\n".join(line.expandtabs(8) for line in kept if line.strip() != "reload(sys)")
        path.write_text(text + "\n", encoding="utf-8")
    converted = [sys.executable, "-W", "ignore", "-m", "lib2to3", "-w", "-n", *map(str, modules)]
    subprocess.run(converted, check=True, capture_output=True)
    (package / "settings.py").write_text(DEBUG_OFF, encoding="utf-8")
    return package


def _dump(path, table):
    """The table as its manual shows one: each column on a line, in backquotes."""
    with path.open(encoding="utf-8") as file:
        names, first = next(csv.reader(file)), next(csv.reader(file))
    lines = [f"  `{name}` {_kind(value)}," for name, value in zip(names, first, strict=True)]
    return "\n".join([f"CREATE TABLE `{table}` (", *lines, f"  PRIMARY KEY (`{names[0]}`)", ");", ""])


def _kind(value):
    return "int" if value.replace(".", "").lstrip("-").isdigit() else "varchar"
