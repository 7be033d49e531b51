"""A file made for a click is still there when the browser comes for it, however many pages run in between."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from ui import taken_files
from ui.taken_files import HELD, hold


@pytest.fixture
def files(monkeypatch):
    """The files of a server without its pages."""
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(media_file_mgr=manager))
    monkeypatch.setattr(taken_files, "_number", iter(range(10_000)))
    return manager


def taken(files, text):
    """Make a file as a click does, and return the name it is fetched by."""

    def made():
        hold(text.encode(), "text/csv", "a.csv")
        return text.encode()

    placeholder = files.add_deferred(made, "text/csv", "button", file_name="a.csv")
    return files.execute_deferred(placeholder).rpartition("/")[2].partition("?")[0]


def fetched(files, name):
    return files._storage.get_file(name).content


def test_runs_of_other_pages_do_not_take_it_away(files):
    name = taken(files, "a,b")
    for _ in range(5):
        files.remove_orphaned_files()  # what every run of every page ends with
    assert fetched(files, name) == b"a,b"


def test_the_last_ones_alone_are_held(files):
    first = taken(files, "first")
    for n in range(HELD):
        taken(files, str(n))
        files.remove_orphaned_files()
    files.remove_orphaned_files()
    with pytest.raises(MediaFileStorageError):
        fetched(files, first)
    assert len(files._file_metadata) == HELD
