# SPDX-License-Identifier: MIT
"""Ends a child when this process ends, however that happens: tie()."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None, use_errno=True)


def tie() -> Callable[[], None]:
    """Returns what the child has to call before it becomes a program (preexec_fn of Popen).

    The kernel then kills the child when the thread that has started it ends; SIGKILL leaves this
    process no time to do so. To be called, and Popen too, in the main thread.
    """
    parent = os.getpid()

    def in_child() -> None:
        if _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "PR_SET_PDEATHSIG")
        if os.getppid() != parent:  # it has ended before the kernel was asked
            os.kill(os.getpid(), signal.SIGKILL)

    return in_child
