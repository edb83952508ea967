# SPDX-License-Identifier: MIT
"""Reads papers in Markdown: text without code blocks, headings, links, tables."""

from __future__ import annotations

import dataclasses
import pathlib
import re

import source_tree


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of a table; `table` counts the tables of the paper."""

    table: int
    line: int
    cells: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Paper:
    """A paper, with the lines that are in no code block, by their numbers."""

    file: str
    lines: tuple[tuple[int, str], ...]

    def anchors(self) -> set[str]:
        """Returns the names that links use for the headings: small letters, hyphens."""
        titles = (re.fullmatch(r"#+ +(.*)", text) for _, text in self.lines)
        return {
            re.sub(r"[^a-z0-9 _-]", "", title[1].lower()).replace(" ", "-")
            for title in titles
            if title
        }

    def links(self) -> list[tuple[int, str]]:
        """Returns the links to files and headings of the tree, each with its line."""
        return [
            (number, link)
            for number, text in self.lines
            for link in re.findall(r"\]\(([^) ]+)\)", text)
            if not re.match(r"[a-z]+:", link)
        ]

    def code(self) -> list[tuple[int, str]]:
        """Returns what stands in `...`, each with its line."""
        return [
            (number, code) for number, text in self.lines for code in re.findall(r"`([^`]+)`", text)
        ]

    def rows(self) -> list[Row]:
        """Returns the rows of all tables, without the lines below their heads."""
        rows = []
        table = 0
        last = 0
        for number, text in self.lines:
            if not text.startswith("|"):
                continue
            table += number != last + 1
            last = number
            if not re.fullmatch(r"[| :-]+", text):
                cells = tuple(cell.strip() for cell in text.strip().strip("|").split("|"))
                rows.append(Row(table, number, cells))
        return rows


def parse_paper(file: str, text: str) -> Paper:
    """Returns the paper of this text."""
    lines = []
    in_code = False
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"\s*```", line):
            in_code = not in_code
        elif not in_code:
            lines.append((number, line))
    return Paper(file, tuple(lines))


def read_paper(root: pathlib.Path, file: str) -> Paper:
    """Returns a paper of the tree."""
    return parse_paper(file, source_tree.read(root, file))
