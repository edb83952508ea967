# SPDX-License-Identifier: MIT
"""What a node needs of this package to do runs: one file in the sweep's folder, which Python starts.

A node needs Python, the emulator and the folder; not the tree. Each task of a job array starts Python
anew, so the file has no more than a run takes, compiled.
"""

from __future__ import annotations

import importlib.util
import io
import marshal
import zipfile

from muster import ROOT
from muster.sweeps.store import Folder

NAME = "tasks.pyz"

#: What node.py imports, and what that imports.
MODULES = (
    *("__init__", "host", "messages", "result_line", "signals", "tied"),
    *("sweeps/__init__", "sweeps/executor", "sweeps/local", "sweeps/node", "sweeps/record"),
    *("sweeps/store", "sweeps/task", "sweeps/task_run"),
)

_MAIN = """import os
import sys
if sys.version_info < (3, 11):
    if os.environ.get("MUSTER_PYTHON"):
        sys.exit("tools/sweep: a node needs Python 3.11 or later, not " + sys.executable)
    os.environ["MUSTER_PYTHON"] = "the one in PATH"
    os.execvp("python3", ["python3"] + sys.argv)
from muster.messages import Failure
from muster.sweeps import node
try:
    sys.exit(node.main(sys.argv[1:]))
except Failure as failure:
    sys.exit(str(failure))
"""

# What a compiled file begins with if Python is not to look at its source.
_UNCHECKED = (0b01).to_bytes(4, "little") + bytes(8)


def write(folder: Folder) -> None:
    """Puts the file there; one of an earlier session is replaced as a whole."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("__main__.py", _MAIN)
        for module in MODULES:
            source = (ROOT / "tools/muster" / f"{module}.py").read_bytes()
            code = compile(source, f"muster/{module}.py", "exec", dont_inherit=True)
            compiled = importlib.util.MAGIC_NUMBER + _UNCHECKED + marshal.dumps(code)
            archive.writestr(f"muster/{module}.pyc", compiled)
            archive.writestr(f"muster/{module}.py", source)  # for another version of Python
    temporary = folder.path / f".{NAME}.new"
    temporary.write_bytes(content.getvalue())
    temporary.replace(folder.path / NAME)
