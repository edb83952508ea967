# SPDX-License-Identifier: MIT
"""Finds circles in a graph."""

from __future__ import annotations

from collections.abc import Iterable


def circles(arrows: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Returns each largest set of two nodes or more that all reach each other, the largest set first.

    Tarjan's algorithm, with a stack of its own instead of recursion."""
    successors: dict[str, list[str]] = {}
    for start, end in arrows:
        successors.setdefault(start, []).append(end)
        successors.setdefault(end, [])
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    found: list[list[str]] = []

    def enter(node: str) -> None:
        index[node] = lowest[node] = len(index)
        path.append(node)
        on_path.add(node)

    def leave(node: str) -> None:
        if lowest[node] != index[node]:
            return
        start = path.index(node)
        members = path[start:]
        del path[start:]
        on_path.difference_update(members)
        if len(members) > 1:
            found.append(sorted(members))

    for root in sorted(successors):
        if root in index:
            continue
        enter(root)
        work = [(root, iter(successors[root]))]
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                leave(node)
                if work:
                    parent = work[-1][0]
                    lowest[parent] = min(lowest[parent], lowest[node])
            elif following not in index:
                enter(following)
                work.append((following, iter(successors[following])))
            elif following in on_path:
                lowest[node] = min(lowest[node], index[following])
    return sorted(found, key=lambda members: (-len(members), members))
