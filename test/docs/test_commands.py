# SPDX-License-Identifier: MIT
"""Tests of the check of command lines, on lines that are wrong and on lines that are right."""

import unittest

import rules
import shell_blocks
import tool_rules

PAPER = """
`tools/run NAME -- one` and `tools/run` and tools/else in text, `tools/run --no-such N`

```sh
cmake --preset host && ninja -C build/host litmus   # a comment
$(./tools/run hello --dry-run) \\
    -d plugin | tee log
```

```c
not a command
```
"""


class Reading(unittest.TestCase):
    """Which commands a paper has."""

    def test_blocks(self) -> None:
        read = shell_blocks.read_blocks("a.md", PAPER)
        self.assertEqual(
            [(command.place, command.words) for command in read],
            [
                ("a.md:5", ("cmake", "--preset", "host")),
                ("a.md:5", ("ninja", "-C", "build/host", "litmus")),
                ("a.md:6", ("./tools/run", "hello", "--dry-run")),
                ("a.md:6", ("$OUTPUT", "-d", "plugin")),
                ("a.md:6", ("tee", "log")),
            ],
        )

    def test_text(self) -> None:
        read = shell_blocks.read_inline("a.md", PAPER)
        self.assertEqual([len(command.words) for command in read], [4, 1, 3])
        self.assertEqual(tool_rules.check_names(read[0].words), "")
        self.assertIn("--no-such", tool_rules.check_names(read[2].words))

    def test_words_in_quotes(self) -> None:
        line = "./tools/run x --append 'a=\"b c\" d' -- e"
        (words,) = shell_blocks.simple_commands(line)
        self.assertEqual(words[3:], ('a="b c" d', "--", "e"))


class Checking(unittest.TestCase):
    """What is found in a line."""

    def findings(self, line: str) -> str:
        found = [x for words in shell_blocks.simple_commands(line) for x in rules.check(words)]
        return "; ".join(found)

    def test_right(self) -> None:
        for line in (
            "cmake --preset gcc-picolibc-release -DMUSTER_NR_CPUS=8 -DCOREMARK_DIR=/path",
            "cmake --build build/gcc-picolibc-release --target hello hello.sbom port-coremark",
            "cmake --build build",
            "cmake --install build/gcc-picolibc-release --prefix PREFIX",
            "cmake -B build --toolchain PREFIX/lib/cmake/Muster/toolchains/aarch64-gcc.cmake",
            "./tools/run APP --cpus 4 --append sysrq -- --anything",
            "./tools/run ../folder && ./tools/run port-stream --icount",
            "./tools/bench ep --class W --mode mttcg --cpus 1,2 --repeat 3",
            r"./tools/test --preset host --filter 'a\.'",
            "./tools/sweep FILE.toml --resume && ./tools/sweep report FOLDER --against OLD",
            "./tools/symbolize NAME log",
            "build/host/test/model/litmus test/model/litmus/*.litmus",
        ):
            self.assertEqual(self.findings(line), "", line)

    def test_wrong(self) -> None:
        for line, finding in (
            ("cmake --build --preset gcc-picolibc-release", "No such build preset"),
            ("cmake --preset gcc-picolib-release", "No such preset"),
            ("cmake --preset host -DMUSTER_CPUS=8", "MUSTER_CPUS"),
            ("cmake --preset host --no-such", "--no-such"),
            ("cmake --build build/gcc-release", "of no preset"),
            ("cmake --build build --target hallo", "no target hallo"),
            ("cmake --install build/gcc-release --prefix P", "of no preset"),
            ("cmake -B build --toolchain P/lib/cmake/Muster/toolchains/gcc.cmake", "no toolchain"),
            ("ninja -C build/host litmu", "no target litmu"),
            ("./tools/run hallo", "no application hallo"),
            ("./tools/run hello --cpu-count 4", "--cpu-count"),
            ("./tools/run hello --preset gcc", "no preset gcc"),
            ("$(./tools/run hello --cpus 4000) -d plugin", "4000"),
            ("./tools/bench epp", "epp"),
            ("./tools/bench ep --mode fast", "fast"),
            ("./tools/sweep FILE.toml --retries 2", "--retries"),
            ("./tools/sweep report --html page.html", "one plan or folder"),
            ("./tools/test --preset gcc", "no preset gcc"),
            ("./tools/tests", "no tools/tests"),
            ("gcc tools/qemu/no.c", "no tools/qemu/no.c"),
            ("build/host/test/model/litmis", "nothing makes"),
            ("gdb-multiarch build/gcc/bin/NAME.elf", "no preset"),
            ("make hello", "no rule for make"),
        ):
            self.assertIn(finding, self.findings(line), line)
