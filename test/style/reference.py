#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the reference of the public interface with Doxygen, and checks it.

Doxygen has no warning; everything that the public headers declare is in a group; every function says in
which context it may be called."""

from __future__ import annotations

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import source_tree

DOXYFILE = "docs/Doxyfile.in"
INTERNAL = re.compile(r"/\*\* @cond internal \*/.*?/\*\* @endcond \*/", re.DOTALL)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# The name of a function that is declared at the beginning of a line.
PROTOTYPE = re.compile(r"^(?!#|typedef)[\w*][\w\s*]*?\b(?!MUSTER_)(\w+)\((?!\*)", re.MULTILINE)
FIRST_WORDS = re.compile(r"^MUSTER_ATOMIC_FUNCTION\b", re.MULTILINE)


def settings(root: pathlib.Path, output: pathlib.Path) -> str:
    """Returns what Doxygen reads: the tree's Doxyfile, with its paths filled in."""
    version = re.search(r"project\(Muster VERSION (\S+)", source_tree.read(root, "CMakeLists.txt"))
    values = {
        "PROJECT_SOURCE_DIR": str(root),
        "PROJECT_VERSION": version.group(1) if version else "",
        "MUSTER_REFERENCE_DIR": str(output),
    }
    text = source_tree.read(root, DOXYFILE)
    return re.sub(r"@(\w+)@", lambda name: values[name.group(1)], text)


def run_doxygen(root: pathlib.Path, output: pathlib.Path) -> list[str]:
    """Makes the reference. Returns the warnings."""
    output.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        ["doxygen", "-"],
        input=settings(root, output),
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    lines = [line.removeprefix(f"{root}/") for line in result.stdout.splitlines() if line.strip()]
    if result.returncode != 0 and not lines:
        lines = [f"doxygen ended with status {result.returncode}"]
    return lines


def declared_functions(header: str) -> set[str]:
    """Returns the functions that a public header declares, without what is internal."""
    text = COMMENT.sub("", INTERNAL.sub("", header))
    return set(PROTOTYPE.findall(FIRST_WORDS.sub("static inline", text)))


def text_of(member: ElementTree.Element) -> str:
    """Returns the text of what Doxygen knows of a member."""
    parts = [member.find("briefdescription"), member.find("detaileddescription")]
    return " ".join(" ".join(part.itertext()) for part in parts if part is not None)


def check_groups(headers: dict[str, str], xml: pathlib.Path) -> list[str]:
    """Finds functions that are in no group, or do not say their context, and other stray names."""
    findings = []
    grouped = {}
    for file in sorted(xml.glob("*_8h.xml")):
        for member in ElementTree.parse(file).iter("memberdef"):
            name = member.findtext("name") or ""
            if (member.get("id") or "").startswith("group__"):
                grouped[name] = member
            elif not name.endswith("_H"):
                findings.append(f"{name} is in no group ({file.stem.removesuffix('_8h')}.h)")
    for header, text in headers.items():
        for name in sorted(declared_functions(text)):
            if name not in grouped:
                findings.append(f"{header}: {name}() is in no group")
            elif "Context" not in text_of(grouped[name]):
                findings.append(f"{header}: {name}() does not say its **Context:**")
    return sorted(set(findings))


def public_headers(root: pathlib.Path) -> dict[str, str]:
    """Returns the public headers with their text."""
    return {
        file: source_tree.read(root, file)
        for file in source_tree.source_files(root)
        if file.startswith("include/muster/") and file.endswith(".h")
    }


def check(root: pathlib.Path, output: pathlib.Path) -> list[str]:
    """Makes the reference. Returns what is wrong with it."""
    warnings = run_doxygen(root, output)
    return warnings or check_groups(public_headers(root), output / "xml")


def main() -> int:
    """Makes the reference, and returns the exit status."""
    parser = source_tree.parser(__doc__)
    parser.add_argument(
        "--output", type=pathlib.Path, help="keep the reference in that folder, html/index.html"
    )
    arguments = parser.parse_args()
    if not shutil.which("doxygen"):
        return source_tree.skip("there is no doxygen here")
    with tempfile.TemporaryDirectory() as folder:
        output = (arguments.output or pathlib.Path(folder)).resolve()
        findings = check(arguments.root.resolve(), output)
    if arguments.output and not findings:
        print(f"{output}/html/index.html")
    return source_tree.verdict(
        findings,
        "To mend: the function's comment has each @param, @return or @retval, and **Context:**; it "
        "stands between\n@addtogroup and @} of its header. What is not for applications stands "
        "between @cond internal and @endcond.",
    )


if __name__ == "__main__":
    sys.exit(main())
