#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""usage: generate.py OUTPUT_DIR FILE.litmus...

Makes programs of litmus tests: OUTPUT_DIR/threads.S has a function for each thread, and for each
mutation; OUTPUT_DIR/tests.c has the tables of tests.h."""

from __future__ import annotations

import json
import pathlib
import sys

from read_litmus import COMPARISONS, Mistake, Test, read_file
from thread_code import REGISTER, Function

LSE = ("ldadd", "ldset", "ldclr", "stadd", "stset", "stclr", "swp", "cas")


def int64(value: int) -> str:
    """Returns a value of 64 bits as a constant of C."""
    return f"(int64_t)UINT64_C({value % 2**64:#x})"


def quoted(text: str) -> str:
    return json.dumps(text)


class Tables:
    """What has been made so far."""

    def __init__(self) -> None:
        self.functions: list[str] = []
        self.symbols: list[str] = []
        self.tests: list[str] = []

    def function(self, test: Test, thread: int, mutation: str) -> str:
        """Makes a thread's function and returns its name."""
        symbol = f"litmus_{len(self.symbols)}"
        self.symbols.append(symbol)
        self.functions.append(f"// {test.name}, {test.threads[thread].name} {mutation}\n")
        self.functions.append(Function(test, test.threads[thread], mutation, symbol).text())
        return symbol

    def add(self, test: Test) -> None:
        threads = [self.function(test, i, "") for i in range(len(test.threads))]
        mutations = [
            f"{{{quoted(mutation)}, {i}, {self.function(test, i, mutation)}}}"
            for i, thread in enumerate(test.threads)
            for mutation in thread.mutations()
        ]
        places = Places(test)
        conditions = [places.condition(*condition) for condition in conditions_of(test)]
        needs_lse = any(
            text.startswith(LSE)
            for thread in test.threads
            for line in thread.lines
            for text in (line.plain, line.mutated)
        )
        initial = ", ".join(int64(test.constant(value)) for value in test.initial)
        self.tests.append(
            f"""    {{
        .name = {quoted(test.name)}, .needs_lse = {str(needs_lse).lower()},
        .thread_count = {len(threads)}, .threads = {{{", ".join(threads)}}},
        .mutation_count = {len(mutations)}, .mutations = {{{", ".join(mutations)}}},
        .word_count = {len(test.initial)}, .initial = {{{initial}}},
        .place_count = {len(places.found)}, .places = {{{", ".join(places.found.values())}}},
        .condition_count = {len(conditions)}, .conditions = {{{", ".join(conditions)}}},
    }},
"""
        )


def conditions_of(test: Test) -> list[tuple[str, list[tuple[str, str, str]]]]:
    return [(condition.text, condition.terms) for condition in test.conditions]


class Places:
    """What the conditions of a test look at: registers of threads, and words, by their text."""

    def __init__(self, test: Test) -> None:
        self.test = test
        self.found: dict[str, str] = {}

    def place(self, text: str) -> int:
        """Returns the number of the place, or -1 for a number."""
        thread, dot, register = text.partition(".")
        names = [one.name for one in self.test.threads]
        if dot and thread in names and (match := REGISTER.match(register)):
            self.found.setdefault(
                text, f"{{{quoted(text)}, {names.index(thread)}, {int(match[2])}}}"
            )
        elif text in self.test.words:
            self.found.setdefault(text, f"{{{quoted(text)}, LITMUS_WORD, {self.test.words[text]}}}")
        else:
            return -1
        return list(self.found).index(text)

    def condition(self, text: str, terms: list[tuple[str, str, str]]) -> str:
        made = []
        for left, sign, right in terms:
            place, other = self.place(left), self.place(right)
            number = self.test.constant(right) if other < 0 else 0
            if place < 0:
                raise Mistake(f"no register of a thread and no word: {left}")
            made.append(f"{{{place}, {COMPARISONS.index(sign)}, {other}, {int64(number)}}}")
        is_never = str(text.startswith("never")).lower()
        return f"{{{quoted(text)}, {is_never}, {len(made)}, {{{', '.join(made)}}}}}"


def main() -> None:
    output = pathlib.Path(sys.argv[1])
    tables = Tables()
    for path in map(pathlib.Path, sys.argv[2:]):
        for test in read_file(path):
            try:
                tables.add(test)
            except Mistake as mistake:
                sys.exit(f"{path}: test {test.name}: {mistake}")
    head = (
        '    .arch armv8-a+lse\n    .text\n    .section .note.GNU-stack, "", %progbits\n    .text\n'
    )
    (output / "threads.S").write_text(head + "".join(tables.functions))
    declarations = "".join(f"litmus_function {symbol};\n" for symbol in tables.symbols)
    rows = "".join(tables.tests)
    (output / "tests.c").write_text(
        f'#include "tests.h"\n\n{declarations}\n'
        f"const struct litmus_test litmus_tests[] = {{\n{rows}}};\n"
        f"const unsigned int litmus_test_count = {len(tables.tests)};\n"
    )


main()
