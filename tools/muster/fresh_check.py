# SPDX-License-Identifier: MIT
"""tools/fresh-check: runs the README's commands on a minimal system, in a folder."""

import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from muster import ROOT, apt_sources, messages, packages
from muster import options as opt
from muster.messages import fail, quietly, say

USAGE = "[--only-run] [DIR]"
DESCRIPTION = """
Runs the two commands of the README as on a fresh machine: in a folder with nothing but a minimal
installation of the running distribution (debootstrap) and this checkout, uncommitted files
included. Prints the time and the status of each; the exit status is 0 when both were 0.

DIR is a new or empty folder to install in, which is kept. Without it, a temporary one is used and
removed. Needs root (by sudo, if need be), a Debian-like distribution, and about 3 GB of disk.
"""

RUN, TEST = "./tools/run hello --cpus 8", "./tools/test"
#: Tells the tool that it has a namespace of its own, and where to install.
ROOT_VARIABLE = "FRESH_CHECK_ROOT"
#: The checkout's folder in the new system. Other paths contain the text /w: no test may take it for them.
CHECKOUT = "w"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass
class Options:
    only_run: bool = opt.flag("leave out ./tools/test")


@contextmanager
def folder_for(name: str) -> Iterator[Path]:
    """Gives the folder of the new system, and removes it at the end unless the user has named it."""
    root = Path(name or tempfile.mkdtemp())
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        fail(f"{name} is not empty")
    root.chmod(0o755)
    try:
        yield root.resolve()
    finally:
        # Safe, because nothing is mounted there outside the namespace. A second time, for what
        # processes that were just killed have still written.
        if not name:
            shutil.rmtree(root, ignore_errors=True)
            time.sleep(1 if root.exists() else 0)
            shutil.rmtree(root, ignore_errors=True)


def run_in_namespace(root: Path, arguments: Sequence[str]) -> int:
    """Runs this tool again, with processes and mounts of its own: they end with it, whatever
    happens.
    """
    unshare = "unshare --mount --pid --fork --kill-child --mount-proc".split()
    command = [*unshare, str(ROOT / messages.tool), *arguments]
    process = subprocess.Popen(command, env={**os.environ, ROOT_VARIABLE: str(root)})

    def end(number: int, frame: FrameType | None) -> None:
        process.kill()
        process.wait()
        sys.exit(130)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    return process.wait()


def codename() -> str:
    rows = (line.partition("=") for line in Path("/etc/os-release").read_text().splitlines())
    return {name: text.strip('"') for name, _, text in rows}.get("VERSION_CODENAME", "")


def find_sources(release: str) -> list[str]:
    sources = apt_sources.distribution_sources(release)
    if not sources:
        packages.apt_get("update")  # on many a machine the lists have been removed
        sources = apt_sources.distribution_sources(release)
    return sources


def install_system(root: Path, release: str, sources: Sequence[str]) -> None:
    mirrors = [source.split()[1] for source in sources if source.split()[2] == release]
    if not mirrors:
        fail(f"this machine's apt names no mirror of its distribution ({release})")
    say(f"installing a minimal {release} in {root}")
    proxy = apt_sources.setting("Acquire::http::Proxy")
    environment = {**os.environ, **({"http_proxy": proxy} if proxy else {})}
    command = ["debootstrap", "--variant=minbase", release, str(root), mirrors[0]]
    if not quietly(command, environment):
        fail("debootstrap failed (see above)")


def configure_apt(root: Path, sources: Sequence[str]) -> None:
    """Gives the new apt the mirrors, keys and proxies of this machine's."""
    etc = root / "etc/apt"
    (etc / "sources.list").write_text("".join(f"{source}\n" for source in sources))
    (etc / "apt.conf.d/90this-machine").write_text(apt_sources.network_settings())
    for keys in ("trusted.gpg.d", "keyrings"):
        if Path("/etc/apt", keys).is_dir():
            shutil.copytree(Path("/etc/apt", keys), etc / keys, dirs_exist_ok=True)
    for file in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc", file), root / "etc")
    if any("https://" in source for source in sources):
        certificates = "etc/ssl/certs/ca-certificates.crt"
        (root / certificates).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path("/", certificates), root / certificates)


def checkout_files() -> list[str]:
    """Returns what a clone would have, and what is not committed yet; never the build folders."""
    if (ROOT / ".git").exists() and packages.is_present("git"):
        git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "ls-files", "-z"]
        listed = apt_sources.output_of([*git, "--cached", "--others", "--exclude-standard"])
        return [name for name in listed.split("\0") if name and os.path.lexists(ROOT / name)]
    return [entry.name for entry in ROOT.iterdir() if entry.name not in (".git", "build")]


def copy_checkout(folder: Path) -> None:
    """Copies the checkout, by tar because that keeps links and modes."""
    with tempfile.TemporaryFile() as file:
        with tarfile.open(fileobj=file, mode="w") as archive:
            for name in checkout_files():
                archive.add(ROOT / name, name)
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            archive.extractall(folder)


def run_inside(root: Path, command: str) -> int:
    """Runs the command in the new system, from the folder of the checkout."""
    names = ("http_proxy", "https_proxy")
    proxies = [f"{name}={os.environ[name]}" for name in names if os.environ.get(name)]
    words = ["HOME=/root", f"TERM={os.environ.get('TERM', 'dumb')}", f"PATH={PATH}", *proxies]
    shell = ["bash", "-c", f"cd /{CHECKOUT} && {command}"]
    inside = ["chroot", str(root), "/usr/bin/env", "-i", *words, *shell]
    return subprocess.call(inside, stdin=subprocess.DEVNULL)


def check_fresh_system(root: Path, commands: Sequence[str]) -> int:
    """Installs the system and runs the commands in it. This happens in the namespace."""
    began = time.monotonic()
    release = codename()
    sources = find_sources(release)
    install_system(root, release, sources)
    configure_apt(root, sources)
    copy_checkout(root / CHECKOUT)
    for mount in ("-t proc proc", "--rbind /dev"):
        place = root / mount.split()[-1].strip("/")
        subprocess.run(["mount", *mount.split(), place], check=True)
    report = [f"{'a minimal system':30} {time.monotonic() - began:.0f} s"]
    failed = False
    for command in commands:
        say(f"running {command}")
        began = time.monotonic()
        status = run_inside(root, command)
        report.append(f"{command:30} status {status}, {time.monotonic() - began:.0f} s")
        failed = failed or status != 0
    print("\n".join(report))
    return int(failed)


def main(arguments: list[str]) -> int:
    line = opt.parse(Options, arguments, USAGE, DESCRIPTION)
    if len(line.words) > 1:
        fail(f"one folder at a time: {line.words[0]} or {line.words[1]}?")
    if os.geteuid() != 0:
        if not packages.is_present("sudo"):
            fail("run it as root; there is no sudo here")
        os.execvp("sudo", ["sudo", "--", str(ROOT / messages.tool), *arguments])
    if root := os.environ.get(ROOT_VARIABLE):
        return check_fresh_system(Path(root), [RUN] if line.options.only_run else [RUN, TEST])
    if not packages.is_present("apt-get"):
        fail("needs a distribution with apt-get and debootstrap")
    packages.require("debootstrap")
    with folder_for("".join(line.words)) as folder:
        return run_in_namespace(folder, arguments)
