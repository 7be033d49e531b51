"""Where this person's own data are.

Rule: one folder, named by `WENSHU_HOME`, else what the system reserves for it; where there is neither, the setting that
is missing is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assistant.agent.settings import BadSetting


def home(environment: Mapping[str, str]) -> Path:
    """The folder of this person's own data.

    Raises
    ------
    BadSetting
        When the system knows no folder of this person.
    """
    if given := environment.get("WENSHU_HOME"):
        return Path(given)
    if local := environment.get("LOCALAPPDATA"):
        return Path(local) / "wenshu"
    if data := environment.get("XDG_DATA_HOME"):
        return Path(data) / "wenshu"
    try:
        return Path.home() / ".local" / "share" / "wenshu"
    except RuntimeError:
        raise BadSetting("WENSHU_HOME", "WENSHU_HOME=/srv/wenshu") from None
