# SPDX-License-Identifier: MIT
"""Makes the report of its data: one HTML file that asks for nothing from outside."""

from __future__ import annotations

import html
import json
from pathlib import Path

from muster.sweeps.report_data import Data

_PAGE = Path(__file__).parent / "page"


def to_html(data: Data) -> str:
    parts = {
        "TITLE": html.escape(str(data["title"])),
        "STYLE": _part("report.css"),
        "DATA": _in_script(data),
        "SCRIPT": _part("report.js"),
    }
    text = _part("report.html")
    for name, content in parts.items():
        before, mark, after = text.partition(f"@{name}@")
        assert mark, name
        text = before + content + after
    return text


def _part(name: str) -> str:
    return (_PAGE / name).read_text(encoding="utf-8")


def _in_script(data: Data) -> str:
    """Returns JSON in which nothing ends the element script."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
