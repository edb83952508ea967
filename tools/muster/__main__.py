# SPDX-License-Identifier: MIT
"""Starts a command: `python3 tools/muster NAME ARGUMENT...` is what tools/NAME runs.

A command is a module of the package with a function main(arguments), which returns the exit status.
"""

import os
import sys

TOOLS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def check_python(name: str) -> None:
    """Starts again after an installation of the whole of Python, where this is not it."""
    try:
        import dataclasses  # noqa: F401
        import json  # noqa: F401
        import subprocess  # noqa: F401

        complete = True
    except ImportError:
        complete = False
    if complete and sys.version_info >= (3, 11):
        return
    if complete or "MUSTER_INSTALLED_PYTHON" in os.environ:
        sys.stderr.write(
            f"tools/{name}: needs the whole of Python 3.11 or later, not {sys.executable}\n"
        )
        sys.exit(2)
    command = os.path.join(TOOLS, name)
    os.execve(command, [command, *sys.argv[2:]], {**os.environ, "MUSTER_INSTALL_PYTHON": "yes"})


def main() -> int:
    name = sys.argv[1]
    check_python(name)
    sys.path[0] = TOOLS  # the package itself, in place of its modules one by one
    from importlib import import_module

    from muster import messages

    messages.tool = f"tools/{name}"
    try:
        status = import_module("muster." + name.replace("-", "_")).main(sys.argv[2:])
        assert isinstance(status, int)
        sys.stdout.flush()
        return status
    except messages.Failure as failure:
        sys.stdout.flush()
        messages.say(str(failure))
        return 2
    except BrokenPipeError:  # as with "tools/run --list | head"
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 2
    except KeyboardInterrupt:
        return 130


sys.exit(main())
