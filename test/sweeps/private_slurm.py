# SPDX-License-Identifier: MIT
"""A Slurm of two nodes on this machine, in a folder and on ports of its own: Cluster."""

from __future__ import annotations

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import time

NODES = ("n1", "n2")
DAEMONS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue")
READY_S = 60

CONF = """
ClusterName=muster
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
ReturnToService=2
SlurmdTimeout=5
SlurmctldTimeout=5
MinJobAge=300
MailProg=/bin/true
SwitchType=switch/none
MpiDefault=none
{nodes}
PartitionName=main Nodes={names} Default=YES MaxTime=INFINITE State=UP
"""


def missing() -> str:
    """Returns what of Slurm is not installed here; "" where all is."""
    path = os.environ["PATH"] + ":/usr/sbin"
    names = [name for name in DAEMONS if not shutil.which(name, path=path)]
    return f"not installed: {' '.join(names)} (slurm-wlm, munge)" if names else ""


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [int(one.getsockname()[1]) for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """Starts with start(); stop() ends every daemon of it, and only those."""

    def __init__(self, folder: pathlib.Path, cpus: int = 2, memory_mib: int = 4096) -> None:
        self.folder = folder
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **os.environ,
            "PATH": os.environ["PATH"] + ":/usr/sbin",
            "SLURM_CONF": str(folder / "slurm.conf"),
        }
        folder.chmod(0o755)  # munged wants a folder that others cannot write
        (folder / "state").mkdir()
        controller, *ports = free_ports(1 + len(NODES))
        nodes = [
            f"NodeName={name} NodeHostname={socket.gethostname()} NodeAddr=127.0.0.1 Port={port}"
            f" CPUs={cpus} RealMemory={memory_mib} State=UNKNOWN"
            for name, port in zip(NODES, ports)
        ]
        (folder / "slurm.conf").write_text(
            CONF.format(
                host=socket.gethostname(),
                controller=controller,
                user=pwd.getpwuid(os.geteuid()).pw_name,
                folder=folder,
                nodes="\n".join(nodes),
                names=",".join(NODES),
            )
        )
        (folder / "munge.key").write_bytes(os.urandom(128))
        (folder / "munge.key").chmod(0o400)

    def start(self) -> None:
        folder = self.folder
        self._run(
            "munged",
            *("munged", "--foreground", "--force", f"--key-file={folder}/munge.key"),
            *(f"--socket={folder}/munge.socket", f"--pid-file={folder}/munged.pid"),
            *(f"--log-file={folder}/munged.log", f"--seed-file={folder}/munged.seed"),
        )
        self.start_controller()
        for name in NODES:
            self.start_node(name)
        self.wait_for_nodes()

    def _run(self, key: str, *command: str) -> None:
        log = (self.folder / f"{key}.out").open("ab")
        with log:
            self.processes[key] = subprocess.Popen(
                command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def start_controller(self) -> None:
        self._run("slurmctld", "slurmctld", "-D")

    def start_node(self, name: str) -> None:
        self._run(name, "slurmd", "-D", "-N", name)

    def end(self, key: str) -> None:
        """Ends a daemon as a crash of its machine does."""
        process = self.processes.pop(key)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for key in reversed(list(self.processes)):
            self.processes[key].terminate()
            try:
                self.processes[key].wait(20)
            except subprocess.TimeoutExpired:
                self.processes[key].kill()
                self.processes[key].wait()
        self.processes.clear()

    def ask(self, *command: str) -> str:
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def wait_for_nodes(self) -> None:
        """Waits until both nodes are idle, or fails with what the controller says."""
        end = time.monotonic() + READY_S
        while time.monotonic() < end:
            if self.ask("sinfo", "-h", "-N", "-o", "%T").split() == ["idle"] * len(NODES):
                return
            time.sleep(0.2)
        raise TimeoutError(f"no two idle nodes: {self.describe()}")

    def describe(self) -> str:
        """Returns what the controller says of nodes and jobs, and the end of its log."""
        log = self.folder / "slurmctld.log"
        text = log.read_text()[-3000:] if log.is_file() else ""
        return f"{self.ask('sinfo', '-N', '-l')}\n{self.ask('squeue')}\n{text}"
