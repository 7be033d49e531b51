"""A file that was made for a click stays until the browser has fetched it.

Rule: Streamlit throws away a file that is made on demand as soon as two runs of any page have ended, so on a busy
server it can be gone before it is fetched. The last few files are held here, those of all people together; each is
found only under the address that its content gives, as every file of a download is.
"""

from __future__ import annotations

from itertools import count

from streamlit import runtime

HELD = 64
_number = count()


def hold(data: bytes, mime: str, file_name: str) -> None:
    """Keep the file until so many others were taken; does nothing where no server runs."""
    if runtime.exists():
        place = f"taken-{next(_number) % HELD}"
        files = runtime.get_instance().media_file_mgr
        files.add(data, mime, place, file_name=file_name, is_for_static_download=True)
