# SPDX-License-Identifier: MIT
"""Checks one command of a paper: a function for each program that papers name."""

import re
import shutil
from collections.abc import Callable, Sequence

import tool_rules
import tree
from muster import apps

TOOLCHAINS = "lib/cmake/Muster/toolchains/"


def values_of(words: Sequence[str], *names: str) -> list[str]:
    """Returns the values of an option, which may stand for several words up to the next option."""
    values: list[str] = []
    is_taken = False
    for word in words:
        is_taken = word in names or (is_taken and not word.startswith("-"))
        if is_taken and word not in names:
            values.append(word)
    return values


def check_options(words: Sequence[str], help_text: str) -> list[str]:
    """Finds options that a program's own help does not have."""
    names = {word.split("=")[0] for word in words if re.match("--?[A-Za-z]", word)}
    return [
        f"there is no option {name}"
        for name in sorted(names)
        if not re.search(rf"(?m)(^|[ ,]){re.escape(name)}([ ,=<\[]|$)", help_text)
    ]


def check_preset_of_folder(folder: str) -> list[str]:
    """Finds a build folder build/PRESET without such a preset."""
    match = re.fullmatch(r"(?:FOLDER/)?build/([^/]+)", folder)
    if folder == "build" or (match and match[1] in tree.presets()):
        return []
    return [f"{folder} is the build folder of no preset"]


def check_targets(names: Sequence[str]) -> list[str]:
    return [
        f"there is no target {name}"
        for name in names
        if name != "NAME.sbom" and not tree.has_target(name.removesuffix(".sbom"))
    ]


def check_cmake_settings(words: Sequence[str]) -> list[str]:
    names = (re.match(r"-D([A-Za-z0-9_]+)(:\w+)?=", word) for word in words)
    return [f"no variable {name[1]}" for name in names if name and not tree.has_setting(name[1])]


def check_cmake_configure(words: Sequence[str]) -> list[str]:
    findings = check_cmake_settings(words)
    findings += check_options([w for w in words if w[:2] != "-D"], tree.output("cmake", "--help"))
    for preset in values_of(words, "--preset"):
        if preset not in tree.presets():
            findings.append(f"No such preset: {preset}")
    for folder in values_of(words, "-B"):
        findings += check_preset_of_folder(folder)
    for file in values_of(words, "--toolchain"):
        if not tree.has_files("cmake/toolchains/" + file.rpartition(TOOLCHAINS)[2]):
            findings.append(f"there is no toolchain file {file}")
    return findings


def check_cmake_build(words: Sequence[str]) -> list[str]:
    findings = check_options(words, "--build " + tree.output("cmake", "--build"))
    findings += check_targets(values_of(words, "--target", "-t"))
    for preset in values_of(words, "--preset"):
        if preset not in tree.presets("--build"):
            findings.append(f"No such build preset: {preset}")
    for folder in values_of(words, "--build")[:1]:
        findings += check_preset_of_folder(folder)
    return findings


def check_cmake_install(words: Sequence[str]) -> list[str]:
    findings = check_options(words, "--install " + tree.output("cmake", "--install"))
    return findings + check_preset_of_folder(values_of(words, "--install")[0])


def check_cmake(words: Sequence[str]) -> list[str]:
    if "--build" in words:
        return check_cmake_build(words[1:])
    if "--install" in words:
        return check_cmake_install(words[1:])
    return check_cmake_configure(words[1:])


def check_ninja(words: Sequence[str]) -> list[str]:
    if words[1] != "-C":
        return ["ninja is run in the top folder"]
    return check_preset_of_folder(words[2]) + check_targets(words[3:])


def check_emulator(words: Sequence[str]) -> list[str]:
    if not shutil.which("qemu-system-aarch64"):
        return []
    # -M is short for -machine, which the help does not say.
    return check_options(words[1:], "-M\n" + tree.output("qemu-system-aarch64", "-help"))


def check_debugger(words: Sequence[str]) -> list[str]:
    program = words[1].replace("NAME", "hello")
    if tree.program_of_build(program, apps.tree_apps()):
        return []
    return [f"no preset and application make {program}"]


def no_rule(words: Sequence[str]) -> list[str]:
    """Takes a program of the reader's system as it is; its files are looked at all the same."""
    return []


PROGRAMS: dict[str, Callable[[Sequence[str]], list[str]]] = {
    "cmake": check_cmake,
    "ninja": check_ninja,
    "qemu-system-aarch64": check_emulator,
    "$OUTPUT": check_emulator,
    "gdb-multiarch": check_debugger,
} | {
    name: no_rule
    for name in (
        "aarch64-linux-gnu-gcc",
        "aarch64-linux-gnu-objcopy",
        "cat",
        "clang",
        "export",
        "gcc",
        "parallel",
        "pkg-config",
        "tee",
    )
}


def check_files(words: Sequence[str]) -> list[str]:
    """Finds paths of the tree that are not there. (docs/*.svg may be what the command writes.)"""
    paths = [word for word in words if tree.is_path_of_tree(word)]
    return [f"there is no {path}" for path in paths if not tree.has_files(path.removeprefix("./"))]


def check(words: Sequence[str]) -> list[str]:
    """Returns what is wrong with a command of a block."""
    name = words[0].removeprefix("./")
    findings = check_files(words)
    if name.startswith("tools/"):
        finding = tool_rules.check(words)
        return findings + ([finding] if finding and finding not in findings else [])
    if name.startswith("build/"):
        return findings + ([] if tree.source_of_program(name) else [f"nothing makes {name}"])
    if name not in PROGRAMS:
        return [f"test/docs/rules.py has no rule for {name}"]
    return findings + PROGRAMS[name](words)
