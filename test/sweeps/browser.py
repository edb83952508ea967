# SPDX-License-Identifier: MIT
"""A headless Chromium, spoken to through two pipes: Browser."""

from __future__ import annotations

import json
import os
import pathlib
import select
import shutil
import subprocess
import time
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
ANSWER_S = 60

Members = dict[str, Any]


def find() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page. errors: what the page has logged as an error, or thrown; requests: what it asked for."""

    def __init__(self, folder: pathlib.Path) -> None:
        program = find()
        assert program
        self.profile = folder / "profile"
        to_read, self._write = os.pipe()
        self._read, to_write = os.pipe()
        # Chromium reads its file 3 and writes its file 4.
        command = [
            *(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"),
            *("--disable-background-networking", "--disable-component-update"),
            *(f"--user-data-dir={self.profile}", "--remote-debugging-pipe", "about:blank"),
        ]
        script = f'exec "$@" 3<&{to_read} 4>&{to_write}'
        with (folder / "chromium.log").open("wb") as log:
            self.process = subprocess.Popen(
                ["sh", "-c", script, "sh", *command],
                pass_fds=(to_read, to_write),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )
        os.close(to_read)
        os.close(to_write)
        self._begun = b""
        self._number = 0
        self.errors: list[str] = []
        self.requests: list[str] = []
        self._session: str | None = None
        pages = self.send("Target.getTargets")["targetInfos"]
        page = next(one for one in pages if one["type"] == "page")
        attached = self.send("Target.attachToTarget", targetId=page["targetId"], flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{domain}.enable")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self._remove_profile()
        os.close(self._read)
        os.close(self._write)

    def _remove_profile(self) -> None:
        """Removes the profile, into which processes of the browser may write for a moment yet."""
        end = time.monotonic() + ANSWER_S
        while self.profile.exists():
            shutil.rmtree(self.profile, ignore_errors=True)
            assert time.monotonic() < end, "processes of Chromium do not end"
            time.sleep(0.05)

    def send(self, method: str, **parameters: Any) -> Members:
        """Sends a command, and returns its result."""
        self._number += 1
        message: Members = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + ANSWER_S
        while True:
            answer = self._receive(end)
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: Members = answer["result"]
                return result
            self._note(answer)

    def _receive(self, end: float) -> Members:
        while b"\0" not in self._begun:
            ready, _, _ = select.select([self._read], [], [], max(0, end - time.monotonic()))
            assert ready, "Chromium has not answered in time"
            piece = os.read(self._read, 1 << 20)
            assert piece, "Chromium has ended"
            self._begun += piece
        text, _, self._begun = self._begun.partition(b"\0")
        answer: Members = json.loads(text)
        return answer

    def _note(self, event: Members) -> None:
        method, parameters = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown":
            self.errors.append(str(parameters["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "assert"):
            self.errors.append(str(parameters["args"]))
        elif method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.errors.append(str(parameters["entry"]))
        elif method == "Network.requestWillBeSent":
            self.requests.append(parameters["request"]["url"])

    def open(self, file: pathlib.Path) -> None:
        self.send("Page.navigate", url=file.as_uri())
        end = time.monotonic() + ANSWER_S
        while self.evaluate("document.documentElement?.dataset.ready") != "yes":
            assert time.monotonic() < end, f"the page does not become ready: {self.errors}"
            time.sleep(0.05)

    def evaluate(self, script: str) -> Any:
        """Returns the value of a script, which is JSON."""
        found = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def press(self, key: str, text: str = "") -> None:
        """Presses a key on what has the focus."""
        keys = {"key": key, "code": key, "windowsVirtualKeyCode": {"Enter": 13}.get(key, 0)}
        self.send("Input.dispatchKeyEvent", type="keyDown", text=text or key, **keys)
        self.send("Input.dispatchKeyEvent", type="keyUp", **keys)

    def emulate(self, media: str = "", **features: str) -> None:
        named = [{"name": n.replace("_", "-"), "value": v} for n, v in features.items()]
        self.send("Emulation.setEmulatedMedia", media=media, features=named)

    def resize(self, width: int, height: int, mobile: bool) -> None:
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=mobile,
        )
