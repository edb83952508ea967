# SPDX-License-Identifier: MIT
"""Tests of a sweep's folder: files that are whole, and never written again."""

from __future__ import annotations

import pathlib
import tempfile
import threading
import unittest
from unittest import mock

from muster.messages import Failure
from muster.sweeps.store import Folder, write_new


class WriteNew(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "records/ab/file.json"

    def test_once(self) -> None:
        self.assertTrue(write_new(self.file, b"first"))
        self.assertFalse(write_new(self.file, b"second"))
        self.assertEqual(self.file.read_bytes(), b"first")
        self.assertEqual([entry.name for entry in self.file.parent.iterdir()], ["file.json"])

    def test_one_of_many_at_once(self) -> None:
        together = threading.Barrier(8)
        won: list[bytes] = []

        def write(content: bytes) -> None:
            together.wait()
            if write_new(self.file, content):
                won.append(content)

        threads = [threading.Thread(target=write, args=(b"%d" % n * 100000,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertTrue([self.file.read_bytes()] == won, f"{len(won)} writers have won")

    def test_an_error_leaves_nothing(self) -> None:
        with mock.patch("os.fsync", side_effect=OSError("the disk is full")):
            with self.assertRaises(OSError):
                write_new(self.file, b"text")
        self.assertEqual(list(self.file.parent.iterdir()), [])

    def test_a_file_that_is_no_record_is_named(self) -> None:
        write_new(self.file, b"{}")
        with self.assertRaisesRegex(Failure, "file.json: it is no record of a run"):
            list(Folder(self.folder).records())


if __name__ == "__main__":
    unittest.main()
