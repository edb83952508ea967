# SPDX-License-Identifier: MIT
"""What a node needs of this package to do runs: one file in the sweep's folder, which Python starts.

A node needs Python, the emulator and the folder; not the tree.
"""

from __future__ import annotations

import io
import zipfile

from muster import ROOT
from muster.sweeps.store import Folder

NAME = "tasks.pyz"

_MAIN = """import sys
from muster.messages import Failure
from muster.sweeps import node
try:
    sys.exit(node.main(sys.argv[1:]))
except Failure as failure:
    sys.exit(str(failure))
"""


def write(folder: Folder) -> None:
    """Puts the file there; one of an earlier session is replaced as a whole."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__main__.py", _MAIN)
        for file in sorted((ROOT / "tools/muster").rglob("*.py")):
            archive.write(file, str(file.relative_to(ROOT / "tools")))
    temporary = folder.path / f".{NAME}.new"
    temporary.write_bytes(content.getvalue())
    temporary.replace(folder.path / NAME)
