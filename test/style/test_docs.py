# SPDX-License-Identifier: MIT
"""Tests of the check of the papers on small trees."""

from __future__ import annotations

import pathlib
import tempfile
import unittest

import boot_list
import docs
import floor_plan
import map_table
import papers

CODE = """
static void second(void) __attribute__((noreturn));
static void second(void)
{
    times.begin = counter_in_order();
    if (asked)
        show();
    record->error = come_up(cpu);
    cpu_occupant->run(cpu);
    for (;;)
        wait();
}

void start(const struct boot_args *args)
{
    scan = fdt_init(args->x0);
    memory_map(percpu_allocate());
}
"""
TABLE = """
| Step | Where | What |
| --- | --- | --- |
| `_start` | `head.S` | the entry |
| `start()` | `main.c` | the list |
| `fdt_init` | `fdt.c` | the tree |
| `percpu_allocate`, `memory_map` | `memory.c` | memory |
| `second()` | `main.c` | goes on |
| `come_up` | `main.c` | up |
| `cpu_occupant->run` | `occupant.h` | works |

| `not_in_a_list` | `other.c` | another table |
"""


class BootListTest(unittest.TestCase):
    """The list of the paper is that of the code."""

    def compare(self, table: str) -> list[str]:
        """Returns the findings in a paper of this table."""
        lists = boot_list.lists_of(papers.parse_paper("docs/boot.md", table))
        return [finding for what in lists.values() for finding in boot_list.compare(what, CODE)]

    def test_steps_of_a_function(self) -> None:
        steps = boot_list.statements_of(CODE, "start")
        self.assertEqual(steps, [["fdt_init"], ["memory_map", "percpu_allocate"]])
        self.assertEqual(
            boot_list.statements_of(CODE, "second"), [[], ["come_up"], ["cpu_occupant->run"]]
        )
        self.assertIsNone(boot_list.statements_of(CODE, "third"))

    def test_a_list_that_agrees(self) -> None:
        self.assertEqual(self.compare(TABLE), [])

    def test_a_call_that_the_paper_does_not_name(self) -> None:
        (finding,) = self.compare(TABLE.replace("`percpu_allocate`, ", ""))
        self.assertIn("does not name percpu_allocate, which start() of main.c calls", finding)

    def test_a_name_that_the_code_does_not_call(self) -> None:
        (finding,) = self.compare(TABLE.replace("`come_up`", "`come_up`, `go_on`"))
        self.assertIn("names go_on; second() of main.c does not call it", finding)

    def test_another_order(self) -> None:
        table = TABLE.replace("`fdt_init`", "`x`").replace(
            "`memory_map`", "`memory_map`, `fdt_init`"
        )
        self.assertIn("names fdt_init later than the code calls it", "\n".join(self.compare(table)))


class TreeTest(unittest.TestCase):
    """Links, paths and rows point at what is there."""

    FILES = {
        "README.md": "[a](docs/a.md#what-it-is) `runtime/a.c` `runtime/NAME/b.c`\n",
        "docs/a.md": "# What it is?\n[up](../README.md) [out](https://example.org) [own](#what-it-is)\n",
        "docs/cmdline.md": "| `loglevel=` | how much |\n",
        "runtime/a.c": 'MUSTER_EARLY_PARAM("loglevel", parse);\n',
        "runtime/floors": "a  the first room  runtime\n",
        "docs/map.md": map_table.HEAD
        + "| `a` | the first room | [runtime/a.c](../runtime/a.c) |\n",
    }

    def find(self, **changes: str) -> list[str]:
        """Returns the findings with other texts of some files: their paths, with _ for / and ., and texts."""
        names = {name.replace("/", "_").replace(".", "_"): name for name in self.FILES}
        files = {**self.FILES, **{names[key]: text for key, text in changes.items()}}
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for name, text in files.items():
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (root / name).write_text(text, encoding="utf-8")
            tree = docs.Tree(root)
            checks = (docs.check_links, docs.check_paths, docs.check_options, docs.check_map)
            return [finding for check in checks for finding in check(tree)]

    def test_a_tree_that_agrees(self) -> None:
        self.assertEqual(self.find(), [])

    def test_a_link_to_no_file(self) -> None:
        (finding,) = self.find(docs_a_md="# What it is\n[b](b.md)\n")
        self.assertEqual(finding, "docs/a.md:2: links to b.md, which is not there")

    def test_a_link_to_no_heading(self) -> None:
        (finding,) = self.find(docs_a_md="# Else\n")
        self.assertIn("docs/a.md has no such heading", finding)

    def test_a_path_that_is_not_there(self) -> None:
        (finding,) = self.find(docs_a_md="# What it is\n`runtime/b.c`\n```\n`runtime/c.c`\n```\n")
        self.assertEqual(finding, "docs/a.md:2: names runtime/b.c, which is not there")

    def test_options(self) -> None:
        (finding,) = self.find(docs_cmdline_md="")
        self.assertIn("has no row for the option loglevel", finding)
        (finding,) = self.find(runtime_a_c="")
        self.assertIn("has a row for loglevel", finding)

    def test_rows_of_the_map(self) -> None:
        row = "| `a` | the first room | [runtime/a.c](../runtime/a.c) |\n"
        for text in (
            map_table.HEAD,
            map_table.HEAD + row.replace("the first room", "a room"),
            map_table.HEAD + row.replace("runtime/a.c", "docs/a.md"),
        ):
            findings = self.find(docs_map_md=text)
            self.assertIn("lacks the row that runtime/floors asks for: " + row[:-1], findings[0])
        findings = self.find(docs_map_md=map_table.HEAD + row + row.replace("`a`", "`b`"))
        self.assertIn("lists other rooms", findings[0])

    def test_the_map_is_written(self) -> None:
        plan = floor_plan.parse_plan("a  the first  runtime/a\nb  the second  runtime/b\n")
        files = ["runtime/a/main.c", "runtime/a/other.c", "runtime/b/new.c", "runtime/b/old.c"]
        text = f"# A map\n\n{map_table.HEAD}| `a` | old | [x](../runtime/a/other.c) |\n\nThe end.\n"
        self.assertEqual(
            map_table.with_rooms(text, plan, files),
            f"# A map\n\n{map_table.HEAD}"
            "| `a` | the first | [runtime/a/other.c](../runtime/a/other.c) |\n"
            "| `b` | the second | [runtime/b/new.c](../runtime/b/new.c) |\n\nThe end.\n",
        )


if __name__ == "__main__":
    unittest.main()
