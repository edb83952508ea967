#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/link/build_outputs.py NINJA BUILD_DIR

Fails, and prints which they are, if a command of the build makes files outside its build folder: a
copy of the tree would change them in the original.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path


def outside(targets: Iterable[str], build_dir: Path) -> list[str]:
    """Returns the files outside of the folder. Each target is "FILE: RULE"; phony ones are not made."""
    pairs = [target.rpartition(": ") for target in targets]
    files = [file for file, _, rule in pairs if rule != "phony"]
    return [file for file in files if not (build_dir / file).resolve().is_relative_to(build_dir)]


def main() -> int:
    ninja, build_dir = sys.argv[1], Path(sys.argv[2]).resolve()
    targets = subprocess.check_output([ninja, "-C", build_dir, "-t", "targets", "all"], text=True)
    lines = [
        line for line in targets.splitlines() if ": " in line and not line.startswith("ninja: ")
    ]
    found = outside(lines, build_dir)
    if len(lines) < 100:
        print(f"only {len(lines)} targets: is {build_dir} a build of the tree?")
    print("".join(f"outside {build_dir}: {file}\n" for file in found), end="")
    return int(bool(found) or len(lines) < 100)


if __name__ == "__main__":
    sys.exit(main())
