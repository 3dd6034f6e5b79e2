"""Sites for the services that the tests break; removed whatever happens to them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SERVER_VARIABLE
from tests.faults.load import Load
from tests.faults.site import ServerSite, Site


@pytest.fixture
def home() -> Path:
    """A folder with a short name (a socket lies in it) that other users can reach."""
    return Path(tempfile.mkdtemp(prefix="gongshi-fault-"))


@pytest.fixture
def server(home: Path) -> Iterator[ServerSite]:
    """A site on a PostgreSQL of the test's own."""
    site = ServerSite(home)
    yield site
    site.close()


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """A site on the embedded PostgreSQL; on a server, when the run is given one."""
    site = ServerSite(home) if SERVER_VARIABLE in os.environ else Site(home)
    yield site
    site.close()


@pytest.fixture
def load(site: Site) -> Iterator[Load]:
    load = Load(site)
    yield load
    load.close()
