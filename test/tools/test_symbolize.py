# SPDX-License-Identifier: MIT
"""Which addresses of a log tools/symbolize names, and how it shows them: symbolize.py."""

import unittest

from muster import symbolize
from muster.symbolize import Found

LOG = """\
muster: exception on CPU 1
  ELR 0x480010 (a)
  back trace, innermost first (image at 0x480000):
    0x480010 trap+0x4
    0x480020
    0x480030 irq (interrupted)
text
    0x480040
muster: CPU 2
  at 0x40200010
MUSTER_EXIT status=70""".split(
    "\n"
)


class Addresses(unittest.TestCase):
    def test_found(self) -> None:
        image = "0x480000"
        self.assertEqual(
            symbolize.find_addresses(LOG),
            [
                Found(1, "0x480010", image, is_elr=True, call_bytes=0),
                Found(3, "0x480010", image, is_elr=False, call_bytes=0),  # the ELR itself
                Found(4, "0x480020", image, is_elr=False, call_bytes=1),
                Found(5, "0x480030", image, is_elr=False, call_bytes=0),
                Found(9, "0x40200010", None, is_elr=True, call_bytes=0),
            ],
        )

    def test_none(self) -> None:
        self.assertEqual(symbolize.find_addresses(["    0x10", "hello 0x20"]), [])

    def test_shown(self) -> None:
        shown = symbolize.annotate(LOG, symbolize.find_addresses(LOG), ["A", "B", "C", "D", "E"])
        self.assertEqual(shown[1], "  ELR 0x480010 (a)\n      A")
        self.assertEqual(
            shown[3:6], ["    0x480010  B", "    0x480020  C", "    0x480030  D  (interrupted)"]
        )
        self.assertEqual(shown[6:9], LOG[6:9])


if __name__ == "__main__":
    unittest.main()
