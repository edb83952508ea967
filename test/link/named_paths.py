#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: test/link/named_paths.py FOLDER PATH...

Prints the files below FOLDER that name one of the paths, or something below it, and fails if there
are any. A path is also found behind an option, as in -I/home/x/include; /home/x is not in /home/xy.
In a binary file, which has bytes that are 0, only text of four characters or more counts that ends
with such a byte or a line, as strings(1) finds it: /w stands in other data by chance.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

COMPONENT = rb"[A-Za-z0-9_.+-]"
#: What may end the part of a path that stands before: also a variable, as in ${root}/lib.
BEFORE = rb"[A-Za-z0-9_.+})>-]"
#: What may stand before a path without being a part of it.
OPTION = rb"-(?:I|L|B|F|isystem|include|isysroot)"
#: A text in a binary file.
TEXT = re.compile(rb"[\t -~]{4,}(?=[\0\n])")


def pattern_of(path: str) -> "re.Pattern[bytes]":
    name = re.escape(path.rstrip("/").encode())
    return re.compile(
        rb"(?:(?<!" + BEFORE + rb")|" + OPTION + rb")" + name + rb"(?!" + COMPONENT + rb")"
    )


def names(content: bytes, path: str) -> bool:
    pattern = pattern_of(path)
    texts = TEXT.findall(content) if b"\0" in content else [content]
    return any(pattern.search(text) for text in texts)


def files_that_name(folder: Path, paths: Sequence[str]) -> list[str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return [
        f"{file} names {path}" for file in files for path in paths if names(file.read_bytes(), path)
    ]


def main() -> int:
    folder, *paths = sys.argv[1:]
    wrong = [path for path in paths if not re.fullmatch("/.+", path)]
    found = [f"not an absolute path: {path}" for path in wrong] or files_that_name(
        Path(folder), paths
    )
    print("".join(f"{line}\n" for line in found), end="")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
