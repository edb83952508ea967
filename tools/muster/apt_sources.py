# SPDX-License-Identifier: MIT
"""What this machine's apt is told about networks and mirrors, for a second, private apt to use."""

import re
import subprocess
from collections.abc import Sequence


def output_of(command: Sequence[str]) -> str:
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def network_settings() -> str:
    """Returns its proxies and the like, as lines of an apt.conf; none of its hooks."""
    kept = re.compile('Acquire::(?!IndexTargets::|Changelogs::).* ".+";')
    lines = output_of(["apt-config", "dump"]).splitlines()
    return "".join(f"{line}\n" for line in lines if kept.fullmatch(line))


def setting(name: str) -> str:
    """Returns the value of one setting; empty if there is none."""
    found = re.search(
        f'^{re.escape(name)} "(.*)";$', output_of(["apt-config", "dump"]), re.MULTILINE
    )
    return found[1] if found else ""


def distribution_sources(codename: str) -> list[str]:
    """Returns where the distribution itself comes from, security and updates too, as lines of a
    sources.list. Other parties' sources are left out.
    """
    form = "$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(CODENAME)"
    text = output_of(["apt-get", "indextargets", "--format", form, "Created-By: Packages"])
    rows = [line.split("|") for line in text.splitlines()]
    origins = {origin for origin, _, _, _, name in rows if name == codename and origin}
    return sorted(
        {
            f"deb {uri} {release} {part}"
            for origin, uri, release, part, _ in rows
            if origin in origins
        }
    )
