# SPDX-License-Identifier: MIT
"""A Slurm of two nodes on this machine, in a folder and on ports of its own: Cluster."""

from __future__ import annotations

import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess
import time

NODES = ("n1", "n2")
DAEMONS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue")
READY_S = 60
CREDENTIAL_S = 20  # so long Slurm waits before it starts the task of a lost node again
ASK_S = 120
EPHEMERAL = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")

CONF = """
ClusterName=muster
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire={credential_s}
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
    """Returns ports that nothing listens on, outside the range from which the system gives ports to
    connections: while a daemon is down, such a connection would take its port."""
    first, last = map(int, EPHEMERAL.read_text().split())
    outside = [port for port in range(20000, 65536) if not first <= port <= last]
    ports: list[int] = []
    for port in random.sample(outside, len(outside)):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
        ports.append(port)
        if len(ports) == count:
            return ports
    raise OSError(f"there are no {count} free ports outside {first} to {last}")


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
                credential_s=CREDENTIAL_S,
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
            command,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=ASK_S,
            check=False,
        )
        return done.stdout

    def check_daemons(self) -> None:
        """Fails where a daemon has ended by itself, with what it has said."""
        for key, process in self.processes.items():
            if process.poll() is not None:
                said = (self.folder / f"{key}.out").read_text(errors="replace")[-2000:]
                raise ChildProcessError(
                    f"{key} ended with status {process.returncode}: {said}\n{self.describe()}"
                )

    def resume_drained(self) -> None:
        """Takes drained nodes back, which Slurm leaves to an administrator.

        A controller that was killed has forgotten the tasks that it started last, and gives their
        numbers out again. A node that knows such a number refuses the task, and is drained for it.
        """
        for line in self.ask("sinfo", "-h", "-N", "-o", "%N %T").splitlines():
            name, state = line.split()
            if state.startswith("drained"):
                self.ask("scontrol", "update", f"NodeName={name}", "State=RESUME")

    def wait_for_nodes(self) -> None:
        """Waits until both nodes are idle, or fails with what the controller says."""
        end = time.monotonic() + READY_S
        while time.monotonic() < end:
            self.check_daemons()
            if self.ask("sinfo", "-h", "-N", "-o", "%T").split() == ["idle"] * len(NODES):
                return
            time.sleep(0.2)
        raise TimeoutError(f"no two idle nodes: {self.describe()}")

    def describe(self) -> str:
        """Returns what the controller says of nodes and jobs, and the end of its log."""
        log = self.folder / "slurmctld.log"
        text = log.read_text()[-3000:] if log.is_file() else ""
        return f"{self.ask('sinfo', '-N', '-l')}\n{self.ask('squeue')}\n{text}"
