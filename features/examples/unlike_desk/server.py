"""Run the unlike desk, with or without faults.

The administrator's key is taken from the environment variable UNLIKE_DESK_ADMIN_KEY.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys

from desk.faults import FAULTS, faulty_desk
from desk.records import Clock
from desk.serving import listen
from desk.web import Api

KEY_VARIABLE = "UNLIKE_DESK_ADMIN_KEY"


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8090, help="0 for any that is free (default: %(default)s)")
    parser.add_argument("--fault", action="append", default=[], choices=list(FAULTS), metavar="NAME")
    parser.add_argument("--list-faults", action="store_true", help="say which there are, and stop")
    parser.add_argument("--no-clock", action="store_true", help="time cannot be moved, and goes by as it does")
    chosen = parser.parse_args()
    if chosen.list_faults:
        for fault in FAULTS.values():
            print(f"{fault.name:<24}{fault.requirement:<6}{fault.says}")
        return 0
    key = os.environ.get(KEY_VARIABLE, "")
    if not key:
        parser.error(f"{KEY_VARIABLE} must hold a key for the administrator")
    desk = faulty_desk(chosen.fault, Clock(movable=not chosen.no_clock), key)
    with listen(Api(desk), chosen.port) as server:
        print(f"Listening on http://127.0.0.1:{server.server_port}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
