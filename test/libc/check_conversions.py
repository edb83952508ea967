# SPDX-License-Identifier: MIT
"""usage: test/libc/check_conversions.py PAPER COLUMN COMMAND...

Runs COMMAND, which boots test/libc/conversions.c, and compares each row that the program prints with the
table of PAPER that begins with the column "conversion", in the column COLUMN. Fails if a cell says something
else, or if one of the two has a row that the other lacks.
"""

import pathlib
import re
import subprocess
import sys


def table(paper: str, column: str) -> dict[str, str]:
    """Returns the cells of the column, by the row's first cell."""
    rows: dict[str, str] = {}
    place = 0
    for line in pathlib.Path(paper).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0] == "conversion":
            place = cells.index(column)
        elif not line.startswith("|"):
            place = 0
        elif place and not cells[0].startswith("---"):
            rows[cells[0]] = cells[place]
    return rows


def main() -> None:
    paper, column, *command = sys.argv[1:]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False)
    output = done.stdout.decode(errors="replace").replace("\r", "")
    found = dict(re.findall(r"^row (.*): (yes|no|prints `.*`)$", output, re.MULTILINE))
    written = table(paper, column)
    wrong = [
        f"{name}: {paper} says {written.get(name, 'nothing')}, {column}: {found.get(name, 'nothing')}"
        for name in dict.fromkeys([*found, *written])
        if found.get(name) != written.get(name)
    ]
    if done.returncode or wrong or not found:
        print(output, *wrong, f"status {done.returncode}", sep="\n")
        sys.exit(1)


if __name__ == "__main__":
    main()
