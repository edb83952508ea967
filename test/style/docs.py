#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks that the papers say what is there.

Files behind links and headings are there, and files named in `...`; docs/cmdline.md has a row for each
option; docs/boot.md names the calls of the boot in their order; docs/map.md has a row for each room."""

from __future__ import annotations

import pathlib
import posixpath
import re
import sys

import boot_list
import floor_plan
import map_table
import papers
import source_tree

# What a path in `...` begins with when it is one of the tree; NAME in it stands for any.
FOLDERS = "runtime|arch|board|include|apps|test|bench|cmake|tools|docs"
OPTIONS_PAPER = "docs/cmdline.md"


class Tree:
    """The files and papers of a tree."""

    def __init__(self, root: pathlib.Path) -> None:
        self.root = root
        self.files = source_tree.source_files(root)
        self.papers = {
            file: papers.read_paper(root, file) for file in self.files if file.endswith(".md")
        }

    def has(self, path: str) -> bool:
        """Returns true if the path is a file or a folder of the tree."""
        return (self.root / path).exists()


def check_links(tree: Tree) -> list[str]:
    """Finds links to files and headings that are not there."""
    findings = []
    for file, paper in tree.papers.items():
        for line, link in paper.links():
            path, _, anchor = link.partition("#")
            path = (
                posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file
            )
            if not tree.has(path):
                findings.append(f"{file}:{line}: links to {link}, which is not there")
            elif anchor and (path not in tree.papers or anchor not in tree.papers[path].anchors()):
                findings.append(f"{file}:{line}: links to {link}; {path} has no such heading")
    return findings


def check_paths(tree: Tree) -> list[str]:
    """Finds files that a paper names in `...` and that are not there."""
    return [
        f"{file}:{line}: names {code}, which is not there"
        for file, paper in tree.papers.items()
        for line, code in paper.code()
        if re.fullmatch(rf"({FOLDERS})/[A-Za-z0-9_./-]+", code)
        and not re.search(r"/[A-Z]+[./]", code)
        and not tree.has(code)
    ]


def check_options(tree: Tree) -> list[str]:
    """Compares the options that the code registers with the rows of the paper."""
    paper = tree.papers.get(OPTIONS_PAPER)
    if not paper:
        return [f"there is no {OPTIONS_PAPER}"]
    in_code = {
        option
        for file in tree.files
        if re.match(r"(runtime|arch|board)/.*\.c$", file)
        for option in re.findall(
            r'^MUSTER_EARLY_PARAM\("([^"]+)"', source_tree.read(tree.root, file), re.M
        )
    }
    rows = (re.match(r"`([a-z_.]+)[`=]", row.cells[0]) for row in paper.rows())
    in_paper = {row[1] for row in rows if row}
    return [
        f"{OPTIONS_PAPER}: has no row for the option {option}, which the code knows"
        for option in sorted(in_code - in_paper)
    ] + [
        f"{OPTIONS_PAPER}: has a row for {option}, an option that no MUSTER_EARLY_PARAM() registers"
        for option in sorted(in_paper - in_code)
    ]


def check_boot(tree: Tree) -> list[str]:
    """Compares the lists of docs/boot.md with the code."""
    paper = tree.papers.get(boot_list.PAPER)
    if not paper:
        return [f"there is no {boot_list.PAPER}"]
    findings = []
    lists = boot_list.lists_of(paper)
    for function in boot_list.LISTS:
        if function not in lists:
            findings.append(f"{boot_list.PAPER}: has no row `{function}()` with its calls below")
    for what in lists.values():
        for entry in (what.function, *what.calls):
            text = source_tree.read(tree.root, entry.file) if tree.has(entry.file) else ""
            if not re.search(rf"\b{entry.name.rpartition('->')[2]}\b", text):
                findings.append(f"{boot_list.PAPER}:{entry.line}: {entry.file} has no {entry.name}")
        if tree.has(what.function.file):
            code = source_tree.read(tree.root, what.function.file)
            findings += boot_list.compare(what, code)
    return findings


def check_map(tree: Tree) -> list[str]:
    """Compares the table of docs/map.md with runtime/floors."""
    if map_table.MAP not in tree.papers:
        return [f"there is no {map_table.MAP}"]
    text = source_tree.read(tree.root, map_table.MAP)
    plan = floor_plan.read_plan(tree.root / floor_plan.PLAN)
    there, wanted = text.splitlines(), map_table.with_rooms(text, plan, tree.files).splitlines()
    findings = [
        f"{map_table.MAP}: lacks the row that {floor_plan.PLAN} asks for: {line}"
        for line in wanted
        if line not in there
    ]
    if not findings and there != wanted:
        findings.append(f"{map_table.MAP}: lists other rooms than {floor_plan.PLAN}, or otherwise")
    if findings:
        findings.append("test/style/floors.py --write writes the table anew")
    return findings


def main() -> int:
    """Runs the check. Returns its exit status."""
    tree = Tree(source_tree.root_of_command_line(__doc__))
    checks = (check_links, check_paths, check_options, check_boot, check_map)
    findings = [finding for check in checks for finding in check(tree)]
    return source_tree.verdict(findings, "To mend: the papers say what is there.")


if __name__ == "__main__":
    sys.exit(main())
