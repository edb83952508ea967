# SPDX-License-Identifier: MIT
"""What every check needs: its command line, the files of the tree, and the end of the check."""

from __future__ import annotations

import argparse
import pathlib
import subprocess
import sys
from collections.abc import Iterable

# The tree that the checks stand in.
OWN_ROOT = pathlib.Path(__file__).resolve().parents[2]
# The exit status of a check that has no tool to work with.
SKIPPED = 77


def parser(description: str | None, epilog: str | None = None) -> argparse.ArgumentParser:
    """Returns the parser of a check's command line, which may name the tree to check: `root`."""
    result = argparse.ArgumentParser(
        description=description,
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument(
        "root",
        nargs="?",
        type=pathlib.Path,
        default=OWN_ROOT,
        help="the tree to check (default: the one that the check stands in)",
    )
    return result


def root_of_command_line(description: str | None) -> pathlib.Path:
    """Returns the tree to check, for a check that has no other options."""
    root: pathlib.Path = parser(description).parse_args().root
    return root.resolve()


def source_files(root: pathlib.Path) -> list[str]:
    """Returns every file of the tree, relative to it, sorted, without those that git ignores."""
    files: Iterable[str] = ()
    if (root / ".git").exists():
        command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
        listing = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        files = listing.stdout.split("\0") if listing.returncode == 0 else ()
    if not files:
        files = (path.relative_to(root).as_posix() for path in root.rglob("*"))
        files = (file for file in files if not file.startswith((".git/", "build/")))
    return sorted(file for file in set(files) if file and (root / file).is_file())


def read(root: pathlib.Path, file: str) -> str:
    """Returns the text of a file of the tree."""
    return (root / file).read_text(encoding="utf-8", errors="replace")


def verdict(findings: list[str], how_to_mend: str) -> int:
    """Prints what is wrong, and how to mend it. Returns the exit status of the check."""
    if not findings:
        return 0
    print("\n".join(findings))
    count = f"{len(findings)} finding" + "s" * (len(findings) != 1)
    print(f"\n{count}. {how_to_mend}")
    return 1


def skip(reason: str) -> int:
    """Prints why the check cannot be made. Returns the exit status of a test that is skipped."""
    print(f"skipped: {reason}", file=sys.stderr)
    return SKIPPED
