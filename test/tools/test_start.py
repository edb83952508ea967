# SPDX-License-Identifier: MIT
"""How a command starts where Python or packages are missing: start.sh, __main__.py, packages.py."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from muster import ROOT, packages
from muster.messages import Failure


class Start(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def link(self, *names: str) -> None:
        for name in names:
            found = shutil.which(name)
            assert found
            (self.folder / name).symlink_to(found)

    def start(self, **environment: str) -> "subprocess.CompletedProcess[str]":
        """Runs tools/run --list where only the commands in the folder are in PATH."""
        return subprocess.run(
            [ROOT / "tools/run", "--list"],
            env={"PATH": str(self.folder), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def test_installs_python(self) -> None:
        self.link("dirname", "id", "env", "sh")
        apt = self.folder / "apt-get"
        apt.write_text(f'#!/bin/sh\necho "$*" >>{self.folder}/asked\n')
        apt.chmod(0o755)
        sudo = self.folder / "sudo"
        sudo.write_text('#!/bin/sh\nshift\nexec "$@"\n')
        sudo.chmod(0o755)
        done = self.start(MUSTER_INSTALL_PYTHON="yes")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("tools/run: installing python3\n", done.stderr)
        asked = (self.folder / "asked").read_text()
        self.assertRegex(asked, "(?s) update\n.* install .* python3\n")
        self.assertIn("hello\n", done.stdout)

    def test_names_the_package_where_there_is_no_apt(self) -> None:
        self.link("dirname", "id")
        done = self.start(MUSTER_INSTALL_PYTHON="yes")
        self.assertEqual(done.returncode, 2)
        self.assertIn("what Debian calls python3", done.stderr)

    def test_starts_no_process_where_python_is(self) -> None:
        self.link("dirname")
        self.assertEqual(self.start().returncode, 0)


class Packages(unittest.TestCase):
    def test_present(self) -> None:
        self.assertTrue(packages.is_present("sh"))
        self.assertTrue(packages.is_present("module json"))
        self.assertTrue(packages.is_present("/bin/s*"))
        for evidence in ("no-such-command", "module no_such_module", "/no/such/*"):
            self.assertFalse(packages.is_present(evidence))

    def test_groups_for_tests(self) -> None:
        groups = {package.group for package in packages.PACKAGES}
        self.assertLessEqual(set(packages.TEST_GROUPS), groups)

    def test_names_the_packages_where_there_is_no_apt(self) -> None:
        missing = [packages.Package("plot", "python3-x", "no-such-command")]
        with mock.patch.object(packages, "PACKAGES", missing):
            with mock.patch.dict(os.environ, {"PATH": "/nowhere"}), self.assertRaises(
                Failure
            ) as end:
                packages.require("plot")
        self.assertIn("install what Debian calls: python3-x", str(end.exception))


if __name__ == "__main__":
    unittest.main()
