# SPDX-License-Identifier: MIT
"""Medians and spreads of several runs. Samples are the text that was measured, so that no digit
is lost or made up."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def in_order(samples: Sequence[str]) -> list[str]:
    """Sorts by value, the least first."""
    return sorted(samples, key=float)


def median(samples: Sequence[str]) -> str:
    """Returns the middle sample; of an even number of samples, the mean of the middle two."""
    return f"{statistics.median(map(float, samples)):.12g}"


def spread(samples: Sequence[str]) -> dict[str, str]:
    """Returns the keys that stand beside a median."""
    ordered = in_order(samples)
    return {
        "runs": str(len(samples)),
        "min": ordered[0],
        "max": ordered[-1],
        "samples": ",".join(samples),
    }


def digits_of(sample: str) -> int:
    """Returns how many digits stand behind the point."""
    return len(sample.partition(".")[2])


def median_with_digits(samples: Sequence[str], digits: int) -> str:
    """Returns the middle sample as it is; a mean of two has so many digits behind the point."""
    ordered = in_order(samples)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return f"{(float(ordered[half - 1]) + float(ordered[half])) / 2:.{digits}f}"


def rounded(value: float, digits: int) -> str:
    """Returns the number with so many digits behind the point."""
    return f"{value:.{digits}f}"
