# SPDX-License-Identifier: MIT
"""Finds asm statements and system registers in C code.

An asm label, as in
    extern const char end[] __asm__("__muster_end");
is no statement: it is a string in parentheses, behind a declaration."""

from __future__ import annotations

import re

SYSTEM_REGISTER = re.compile(r'"(?:[^"]*(?:\\[nt]|;))?[ \t]*(?:mrs|msr)[ \t]')
ASM = re.compile(r"(?:^|[^A-Za-z0-9_])((?:__asm__|__asm|asm)[ \t]*(?:$|\(|volatile|goto|inline))")
LABEL = re.compile(r'asm_*[ \t]*\([ \t]*"[A-Za-z0-9_.]*"(?:[ \t]*#[a-z_]+)?\)')
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+[A-Za-z0-9_]+(\([^)]*\))?")
NO_DECLARATION = re.compile(
    r"(?:^|[^A-Za-z0-9_])(?:if|for|while|do|else|case|register)(?:[^A-Za-z0-9_]|$)"
)


def without_comments(text: str) -> list[str]:
    """Returns the lines of C code, without comments and with their strings."""

    def blank(match: re.Match[str]) -> str:
        comment = match[0]
        return comment if comment[0] in "\"'" else " " + "\n" * comment.count("\n")

    literal = r"""\"(?:\\.|[^"\\\n])*\"|'(?:\\.|[^'\\\n])+'"""
    token = literal + r"|/\*.*?(?:\*/|\Z)|//[^\n]*"
    return re.sub(token, blank, text, flags=re.S).splitlines()


def _is_statement(before: str, rest: str) -> bool:
    """Returns true if `rest`, which begins with asm, is no label of what stands before it."""
    before = DEFINE.sub("", re.sub(r"^.*[;{}]", "", before))
    declares = re.search(r"[A-Za-z0-9_)\]]", before) and not NO_DECLARATION.search(before)
    return not (LABEL.search(rest) and declares)


def find_assembly(text: str) -> list[tuple[int, str]]:
    """Returns the lines of C code that hold assembly, with what they do."""
    found = []
    statement = ""
    for number, code in enumerate(without_comments(text), 1):
        if SYSTEM_REGISTER.search(code):
            found.append((number, "reads or writes a system register"))
        if re.match(r"[ \t]*#", code):
            statement = ""
        match = ASM.search(code)
        if match and _is_statement(statement + code[: match.start(1)], code[match.start(1) :]):
            found.append((number, "asm"))
        statement = "" if re.search(r"[;{}][ \t]*$", code) else f"{statement}{code} "
    return found
