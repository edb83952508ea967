# SPDX-License-Identifier: MIT
"""Makes an AArch64 function of a thread of a litmus test.

    int function(char *memory, uint64_t shift, uint64_t *registers)

The word with address a, from 1 on, lies at memory + (a << shift). The function leaves the thread's
registers in `registers`, by number, and returns 1, or 0 when the thread has given up: what it awaits
has not come, or its exclusive store has not succeeded, after some looks. Loads, stores and barriers are
the test's own instructions, word for word, and an address or a value that depends on a load does so here."""

from __future__ import annotations

import re

from read_litmus import Mistake, Test, Thread

# The thread's registers, and the addresses of words, are in these. x0 to x2 are the arguments; x3 holds
# an address, x16 and x17 values, x28 how many looks are left.
POOL = [*range(4, 16), *range(19, 28)]
LOOKS = 200
SAVED = [(19, 20), (21, 22), (23, 24), (25, 26), (27, 28)]
REGISTER = re.compile(r"([xw])(\d+|zr)$")
LOADS = re.compile(r"lda?x?r")
LOADS_EXCLUSIVELY = re.compile(r"lda?xr")
STORES = re.compile(r"st|swp|cas|ld(add|set|clr)")
STORES_EXCLUSIVELY = re.compile(r"stl?xr")
ACCESS = re.compile(r"(ld|st|swp|cas)")
BRANCHES = {"==": "eq", "!=": "ne", "<": "lt", ">": "gt"}
OPERATIONS = {"+": "add", "-": "sub", "&": "and", "|": "orr", "<<": "lsl", ">>": "lsr"}


def move_constant(register: str, value: int) -> list[str]:
    """Returns instructions that load no memory."""
    bits = 32 if register.startswith("w") else 64
    value &= (1 << bits) - 1
    halves = [(value >> at & 0xFFFF, at) for at in range(0, bits, 16)]
    first, *others = [half for half in halves if half[0]] or [(0, 0)]
    code = [f"movz {register}, #{first[0]}, lsl #{first[1]}"]
    return code + [f"movk {register}, #{half}, lsl #{at}" for half, at in others]


class Function:
    """The function of a thread, with a mutation or without one."""

    def __init__(self, test: Test, thread: Thread, mutation: str, symbol: str) -> None:
        self.test, self.thread, self.symbol = test, thread, symbol
        self.lines = thread.code(mutation)
        self.code: list[str] = []
        self.pool: list[int] = list(POOL)
        self.registers: dict[int, int] = {}  # by number in the test
        self.addresses: dict[int, int] = {}  # by the address of the word
        for line in self.lines:
            for number in re.findall(r"\b[xw](\d+)\b", line):
                if int(number) not in self.registers:
                    self.registers[int(number)] = self.take_register()

    def take_register(self) -> int:
        if not self.pool:
            raise Mistake(f"thread {self.thread.name} has too many registers")
        return self.pool.pop(0)

    def label(self, line: int) -> str:
        return f".L{self.symbol}_{line}"

    def register_of(self, text: str) -> str:
        """Returns the register that stands for one of the test's, or "" for a number or a word."""
        match = REGISTER.match(text)
        if not match:
            return ""
        return text if match[2] == "zr" else f"{match[1]}{self.registers[int(match[2])]}"

    # ---- values ------------------------------------------------------------------------------

    def load_value(self, target: int, text: str) -> None:
        """Puts an operand into x16 or x17; of a w register, the lower half."""
        register = self.register_of(text)
        if register:
            self.code.append(f"mov {register[0]}{target}, {register}")
        else:
            self.code += move_constant(f"x{target}", self.test.constant(text))

    def compare(self, words: list[str]) -> str:
        """Compares, and returns the condition for which the expression is true."""
        if len(words) == 3 and words[1] in BRANCHES:
            self.load_value(16, words[0])
            self.load_value(17, words[2])
            self.code.append("cmp x16, x17")
            return BRANCHES[words[1]]
        self.evaluate(words)
        self.code.append("cmp x16, #0")
        return "ne"

    def evaluate(self, words: list[str]) -> None:
        """Puts the value of an expression into x16."""
        if len(words) == 3 and words[1] in BRANCHES:
            self.code.append(f"cset x16, {self.compare(words)}")
        elif len(words) in (1, 3):
            self.load_value(16, words[0])
            if len(words) == 3:
                self.load_value(17, words[2])
                self.code.append(f"{OPERATIONS[words[1]]} x16, x16, x17")
        else:
            raise Mistake(f"no expression: {' '.join(words)}")

    # ---- loads and stores --------------------------------------------------------------------

    def address_of(self, text: str) -> str:
        """Returns the register that holds the address between the brackets."""
        index, _, offset = text.partition(",")
        words, offset = index.split(), offset.strip() or "#0"
        if len(words) == 1 and not self.register_of(words[0]):
            address = self.addresses.get(self.test.constant(words[0]))
            if address and offset == "#0":
                return f"x{address}"
        if len(words) == 3:
            self.load_value(3, words[0])
            self.load_value(17, words[2])
            self.code.append(f"{OPERATIONS[words[1]]} x3, x3, x17")
        else:
            self.load_value(3, words[0])
        self.code += ["lsl x3, x3, x1", "add x3, x0, x3"]
        if offset != "#0":
            self.code.append(f"add x3, x3, {offset}")
        return "x3"

    def operand(self, text: str, width: str) -> str:
        register = self.register_of(text)
        if register:
            return register
        self.code += move_constant(f"{width}16", self.test.constant(text))
        return f"{width}16"

    def access(self, number: int, line: str) -> None:
        match = re.match(r"(\w+)\s+(.*?),?\s*\[([^]]*)\]$", line)
        if not match:
            raise Mistake(f"no load or store: {line}")
        name, operands = match[1], re.split(r"[,\s]+", match[2])
        widths = {text[0] for text in operands if self.register_of(text)}
        is_narrow = name.endswith(("b", "h")) or "w" in widths
        address = self.address_of(match[3])
        texts = [self.operand(text, "w" if is_narrow else "x") for text in operands]
        if STORES_EXCLUSIVELY.match(name):
            self.code.append(f"{name} w17, {texts[0]}, [{address}]")
            self.go_on_if("cbz w17,", number, LOADS_EXCLUSIVELY)
        else:
            self.code.append(f"{name} {', '.join(texts)}, [{address}]")

    def go_on_if(self, branch: str, number: int, begins: re.Pattern[str]) -> None:
        """Goes on behind the line if it branches. Otherwise goes back to the load on which the line rests,
        and gives up when no looks are left, or when the thread has stored something since that load.

        A failed attempt consists of loads alone, so no outcome becomes possible by it."""
        self.code.append(f"{branch} {self.label(number)}_done")
        for begin in range(number - 1, -1, -1):
            if begins.match(self.lines[begin]):
                self.code += ["sub x28, x28, #1", f"cbnz x28, {self.label(begin)}"]
                break
            if STORES.match(self.lines[begin]):
                break
        self.code += [f"b .L{self.symbol}_gives_up", f"{self.label(number)}_done:"]

    # ---- a line ------------------------------------------------------------------------------

    def add_line(self, number: int) -> None:
        line = self.lines[number]
        name, *words = line.split()
        self.code += [f"{self.label(number)}:", f"// {line}"]
        if name in ("nop", "dmb"):
            self.code.append(line)
        elif name == "end":
            self.code.append(f"b {self.label(len(self.lines))}")
        elif name == "set":
            target = self.register_of(words[0])
            self.evaluate(words[2:])
            self.code.append(f"mov {target}, {target[0]}16")
        elif name == "goto":
            self.code.append(f"b {self.label(self.thread.labels[words[0]])}")
        elif name == "if":
            condition = self.compare(words[:-2])
            self.code.append(f"b.{condition} {self.label(self.thread.labels[words[-1]])}")
        elif name == "await":
            condition = self.compare(words)
            self.go_on_if(f"b.{condition}", number, LOADS)
        elif ACCESS.match(name):
            self.access(number, line)
        else:
            raise Mistake(f"no such instruction: {line}")

    def begin(self) -> None:
        """Saves registers, clears the thread's, and finds the words while there are registers left."""
        for first, second in SAVED:
            self.code.append(f"stp x{first}, x{second}, [sp, #-16]!")
        self.code += [f"mov x{register}, #0" for register in self.registers.values()]
        self.code.append(f"mov x28, #{LOOKS}")
        for address in self.test.words.values():
            if self.pool:
                register = self.addresses[address] = self.take_register()
                self.code += [f"mov x3, #{address}", "lsl x3, x3, x1", f"add x{register}, x0, x3"]

    def end(self) -> None:
        self.code += [f"{self.label(len(self.lines))}:", "mov x0, #1", f"b .L{self.symbol}_end"]
        self.code += [f".L{self.symbol}_gives_up:", "mov x0, #0", f".L{self.symbol}_end:"]
        for number, register in self.registers.items():
            self.code.append(f"str x{register}, [x2, #{8 * number}]")
        for first, second in reversed(SAVED):
            self.code.append(f"ldp x{first}, x{second}, [sp], #16")
        self.code.append("ret")

    def text(self) -> str:
        self.begin()
        for number in range(len(self.lines)):
            self.add_line(number)
        self.end()
        lines = [line if line.endswith(":") else f"    {line}" for line in self.code]
        return "\n".join([f"    .globl {self.symbol}", f"{self.symbol}:", *lines, ""])
