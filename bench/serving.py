"""The service alone on a port, for whoever asks it over HTTP.

    python -m bench.serving URL FOLDER PORT

says `ready`, serves one process without a worker, and ends when its input ends.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import uvicorn

from bench.server import opened, settings
from interfaces.http import create_app
from interfaces.server import configured, services


def main(url: str, folder: str, port: str) -> None:
    with opened(settings(url, Path(folder))) as runtime:
        config = configured(create_app(services(runtime)))
        config.host, config.port = "127.0.0.1", int(port)
        server = uvicorn.Server(config)

        def end() -> None:
            sys.stdin.read()
            server.should_exit = True

        threading.Thread(target=end, daemon=True).start()
        print("ready", flush=True)
        server.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
