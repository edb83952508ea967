# SPDX-License-Identifier: MIT
"""The one list of Debian packages that the tools need, and their installation: require()."""

import glob
import importlib
import importlib.util
import os
import platform
import shutil
from collections.abc import Sequence
from typing import NamedTuple

from muster.messages import fail, quietly, say


class Package(NamedTuple):
    """A package, and what shows that it is there: a command, a file's pattern or "module NAME"."""

    group: str
    name: str
    evidence: str


PACKAGES = [
    Package("emulator", "qemu-system-arm", "qemu-system-aarch64"),
    Package("slurm", "slurm-wlm", "sbatch"),
    Package("slurm", "munge", "munge"),
    Package("plot", "python3-matplotlib", "module matplotlib"),
    Package("symbolize", "binutils-aarch64-linux-gnu", "aarch64-linux-gnu-addr2line"),
    Package("gdb", "gdb-multiarch", "gdb-multiarch"),
    Package("build", "cmake", "cmake"),
    Package("build", "ninja-build", "ninja"),
    Package("build", "gcc-aarch64-linux-gnu", "aarch64-linux-gnu-gcc"),
    Package(
        "build", "picolibc-aarch64-linux-gnu", "/usr/lib/picolibc/aarch64-linux-gnu/lib/libc.a"
    ),
    Package("newlib", "newlib-source", "/usr/src/newlib/newlib-*.tar.*"),
    Package("newlib", "make", "make"),
    Package("newlib", "xz-utils", "xz"),
    Package("clang", "clang", "clang"),
    Package("clang", "lld", "ld.lld"),
    Package("check", "clang-19", "clang-19"),
    Package("check", "g++", "g++"),
    Package("check", "g++-aarch64-linux-gnu", "aarch64-linux-gnu-g++"),
    Package(
        "check",
        "libclang-rt-dev",
        "/usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a",
    ),
    Package("check", "clang-format", "clang-format"),
    Package("check", "libcmocka-dev", "/usr/include/cmocka.h"),
    Package("check", "libfdt-dev", "/usr/include/libfdt.h"),
    Package("check", "device-tree-compiler", "dtc"),
    Package("check", "pkg-config", "pkg-config"),
    Package("check", "doxygen", "doxygen"),
    Package("check", "git", "git"),
    Package("check", "spin", "spin"),
    Package("check", "mypy", "mypy"),
    Package("check", "black", "black"),
    Package("debootstrap", "debootstrap", "debootstrap"),
    Package("host-arm", "cmake", "cmake"),
    Package("host-arm", "ninja-build", "ninja"),
    Package("host-arm-native", "gcc", "cc"),
    Package("host-arm-native", "libc6-dev", "/usr/lib/aarch64-linux-gnu/libc.a"),
    Package("host-arm-cross", "gcc-aarch64-linux-gnu", "aarch64-linux-gnu-gcc"),
    Package("host-arm-cross", "libc6-dev-arm64-cross", "/usr/aarch64-linux-gnu/lib/libc.a"),
    Package("host-arm-cross", "qemu-user", "qemu-aarch64"),
]

#: Every group that a test may need.
TEST_GROUPS = ("emulator", "build", "newlib", "clang", "check", "plot", "symbolize", "gdb")


def host_arm_groups() -> list[str]:
    """Returns the groups that the preset host-arm needs: on AArch64 no cross compiler, no emulator."""
    is_native = platform.machine() in ("aarch64", "arm64")
    return ["host-arm", "host-arm-native" if is_native else "host-arm-cross"]


def is_present(evidence: str) -> bool:
    """Returns true if the command, the module or a file of that pattern is there."""
    if evidence.startswith("/"):
        return bool(glob.glob(evidence))
    if evidence.startswith("module "):
        return importlib.util.find_spec(evidence.removeprefix("module ")) is not None
    return shutil.which(evidence) is not None


def missing(groups: Sequence[str]) -> list[Package]:
    return [p for p in PACKAGES if p.group in groups and not is_present(p.evidence)]


def as_root(command: Sequence[str]) -> list[str]:
    """Returns the command, with sudo before it unless this is root."""
    return [*([] if os.geteuid() == 0 else ["sudo", "--"]), *command]


def apt_get(*arguments: str) -> bool:
    """Runs apt-get as root: it asks nothing, and waits for another apt to end."""
    quiet = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600"]
    return quietly(as_root(["env", "DEBIAN_FRONTEND=noninteractive", *quiet, *arguments]))


def require(*groups: str) -> None:
    """Installs the packages of the groups that are missing. Starts no process when none is."""
    wanted = missing(groups)
    if not wanted:
        return
    names = " ".join(p.name for p in wanted)
    if not is_present("apt-get"):
        fail(
            f"not found: {' '.join(p.evidence for p in wanted)}. There is no apt-get here to install "
            f"them; install what Debian calls: {names}"
        )
    if os.geteuid() != 0 and not is_present("sudo"):
        fail(f"to be installed, but you are not root and there is no sudo: {names}")
    say(f"installing {names}")
    if not apt_get("update"):
        fail("apt-get update failed (see above)")
    if not apt_get("install", "--yes", "--no-install-recommends", *names.split()):
        fail(f"apt-get could not install: {names}")
    importlib.invalidate_caches()
    wanted = missing(groups)
    if wanted:
        fail(f"installed {names}, yet not found: {' '.join(p.evidence for p in wanted)}")


def require_for_build(preset: str) -> None:
    """Installs what building with the preset, and running the result, needs."""
    require(
        "emulator",
        "build",
        *(["clang"] if preset.startswith("clang-") else []),
        *(["newlib"] if "-newlib-" in preset else []),
    )
