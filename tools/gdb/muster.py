# SPDX-License-Identifier: MIT
"""What a Muster program is doing: gdb-multiarch FILE.elf -x tools/gdb/muster.py

  info muster-cpus           each CPU: its MPIDR, masks, handshake and hotplug state, and its thread
  muster states              the table of hotplug states
  muster percpu VAR [CPU]    a per-CPU variable on all CPUs, or one
  muster image ADDRESS       the program has been loaded there, not where it was linked
"""

import functools
import os

import gdb

# The debug info of the runtime names its files as if the tree were there (MusterOwn.cmake).
TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
gdb.execute(f"set substitute-path /usr/src/muster {TREE}")

MASKS = ("possible", "present", "online", "active")


def fails_clearly(invoke):
    """What gdb cannot do becomes one line without a Python trace."""

    @functools.wraps(invoke)
    def wrapped(self, argument, from_tty):
        try:
            invoke(self, argument, from_tty)
        except gdb.MemoryError as error:
            raise gdb.GdbError(
                f"{error}: the program has not booted far enough, or runs at an "
                "address that gdb has not been told (muster image ADDRESS)"
            )
        except gdb.error as error:
            raise gdb.GdbError(str(error))

    return wrapped


# ---- the program's variables ---------------------------------------------------------------------


def variable(name, file=None):
    """A variable by its name in C; file: a static one. gdb knows globals by their link names."""
    if file:
        symbols = [
            symbol
            for symbol in gdb.lookup_static_symbols(name)
            if symbol.symtab.filename.endswith(file)
        ]
    else:
        symbols = [gdb.lookup_global_symbol("muster_" + name), gdb.lookup_global_symbol(name)]
    for symbol in filter(None, symbols):
        return symbol.value()
    if not gdb.objfiles():
        raise gdb.GdbError("no program: give gdb its .elf file")
    raise gdb.GdbError(
        f'{gdb.objfiles()[0].filename} has no debug info about "{name}": '
        "it was built without -g, or is no Muster program"
    )


def address_of(linker_symbol):
    return int(gdb.parse_and_eval(f"(unsigned long)&{linker_symbol}"))


def cpu_count():
    """How many CPUs there are; checks that they have their per-CPU variables."""
    offsets = variable("per_cpu_offset")
    if not gdb.selected_inferior().threads():
        raise gdb.GdbError("the program does not run: target remote 127.0.0.1:1234")
    if int(offsets[0]) == 0:
        raise gdb.GdbError(
            "the program has not booted far enough: no CPU has its per-CPU "
            "variables yet (try: break app_main_percpu, continue)"
        )
    return int(variable("nr_cpu_ids"))


def percpu(template, cpu):
    """A CPU's own copy of a per-CPU variable, which is a template by itself."""
    address = int(template.address) + int(variable("per_cpu_offset")[cpu])
    return gdb.Value(address & (1 << 64) - 1).cast(template.type.pointer()).dereference()


def is_in_mask(mask, cpu):
    return int(variable(f"cpu_{mask}_mask")["bits"][cpu // 64]) >> cpu % 64 & 1


def state_name(state):
    if state < 0:
        return "-"
    name = variable("cpuhp_steps")[state]["name"]
    return f"{state} {name.string()}" if int(name) else str(state)


# ---- tables and threads --------------------------------------------------------------------------


def print_table(rows):
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())


def function_at(address):
    text = gdb.execute(f"info symbol {address:#x}", to_string=True)
    return text.split(" in section ")[0].strip() if " in section " in text else f"{address:#x}"


def threads_by_offset():
    """Of gdb's threads, which are QEMU's CPUs: their per-CPU offset, "number" and "function"."""
    selected = gdb.selected_thread()
    threads = {}
    for thread in gdb.selected_inferior().threads():
        thread.switch()
        offset = gdb.parse_and_eval("$TPIDR_EL1")
        if offset.type.code == gdb.TYPE_CODE_VOID:
            break  # a debugger's stub that does not tell system registers
        number = f"{'*' if thread.num == selected.num else ' '}{thread.num}"
        pc = int(gdb.parse_and_eval("(unsigned long)$pc"))
        threads[int(offset) & (1 << 64) - 1] = (number, function_at(pc))
    selected.switch()
    return threads


# ---- commands ------------------------------------------------------------------------------------


class InfoCpus(gdb.Command):
    """Each CPU: MPIDR, masks, handshake, hotplug state, gdb's thread and where that is.
    A state "a -> b" is that of a CPU which stands in a and is on its way to b. A star marks the
    selected thread; a CPU without a thread is off, or has not come into the runtime."""

    def __init__(self):
        super().__init__("info muster-cpus", gdb.COMMAND_STATUS)

    @fails_clearly
    def invoke(self, argument, from_tty):
        count = cpu_count()
        threads = threads_by_offset()
        rows = [("CPU", "MPIDR", "masks", "handshake", "hotplug state", "thread", "at")]
        rows += [self.row(cpu, threads) for cpu in range(count)]
        print_table(rows)

    def row(self, cpu, threads):
        offset = int(variable("per_cpu_offset")[cpu])
        where = threads.get(offset, ("-", "-"))
        masks = " ".join(mask for mask in MASKS if is_in_mask(mask, cpu))
        mpidr = f"{self.mpidr(cpu):#x}"
        return (str(cpu), mpidr, masks, self.handshake(cpu), self.state(cpu), *where)

    @staticmethod
    def mpidr(cpu):
        return int(variable("cpus", file="cpu_map.c")[cpu]["hwid"])

    @staticmethod
    def handshake(cpu):
        word = variable("boot_records")[cpu]["handshake"]
        return str(word.cast(gdb.lookup_type("enum boot_handshake"))).replace("BOOT_", "")

    @staticmethod
    def state(cpu):
        here = percpu(variable("cpuhp_cpus"), cpu)
        state, target = int(here["state"]), int(here["target"])
        text = state_name(state)
        if target != state:
            text += f" -> {state_name(target)}"
        return text + (" (stuck)" if here["is_stuck"] else "")


class Muster(gdb.Command):
    """What a Muster program is doing; see also "info muster-cpus"."""

    def __init__(self):
        super().__init__("muster", gdb.COMMAND_DATA, prefix=True)


class States(gdb.Command):
    """The hotplug states, with their callbacks, in the order in which a CPU comes up."""

    def __init__(self):
        super().__init__("muster states", gdb.COMMAND_DATA)

    @fails_clearly
    def invoke(self, argument, from_tty):
        steps = variable("cpuhp_steps")
        multi = int(variable("cpuhp_multi_states"))
        rows = [("state", "name", "startup", "teardown", "")]
        for state in range(steps.type.range()[1] + 1):
            step = steps[state]
            if not int(step["name"]):
                continue
            callbacks = [self.callback(step[way]["single"]) for way in ("startup", "teardown")]
            notes = "multi-instance" if multi >> state & 1 else ""
            rows.append((str(state), step["name"].string(), *callbacks, notes))
        print_table(rows)

    @staticmethod
    def callback(function):
        return function_at(int(function)) if int(function) else "-"


class PerCpu(gdb.Command):
    """muster percpu VAR [CPU]: a per-CPU variable, or a part of one, on all CPUs or one."""

    def __init__(self):
        super().__init__("muster percpu", gdb.COMMAND_DATA, gdb.COMPLETE_SYMBOL)

    @fails_clearly
    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        if not 1 <= len(words) <= 2:
            raise gdb.GdbError("muster percpu VAR [CPU]")
        count = cpu_count()
        cpus = range(count)
        if len(words) == 2:
            cpu = int(gdb.parse_and_eval(words[1]))
            if cpu not in cpus:
                raise gdb.GdbError(f"there is no CPU {cpu}; the last is {count - 1}")
            cpus = [cpu]
        template = self.template(words[0])
        for cpu in cpus:
            print(f"CPU {cpu}: {percpu(template, cpu)}")

    @staticmethod
    def template(expression):
        """The names of the runtime's own begin with muster_ at link level, which gdb goes by."""
        try:
            value = gdb.parse_and_eval(expression)
        except gdb.error:
            try:
                value = gdb.parse_and_eval("muster_" + expression)
            except gdb.error:
                raise gdb.GdbError(f"there is no variable {expression}")
        start, end = address_of("__muster_percpu_start"), address_of("__muster_percpu_end")
        if value.address is None or not start <= int(value.address) < end:
            raise gdb.GdbError(f"{expression} is no per-CPU variable")
        return value


class Image(gdb.Command):
    """muster image ADDRESS: the program has been loaded there, not where it was linked."""

    def __init__(self):
        super().__init__("muster image", gdb.COMMAND_FILES)

    @fails_clearly
    def invoke(self, argument, from_tty):
        file = gdb.current_progspace().filename
        if not file or not argument:
            raise gdb.GdbError("muster image ADDRESS, after gdb has been given the .elf file")
        address = int(gdb.parse_and_eval(argument))
        gdb.execute(f"with confirm off -- symbol-file {file}", to_string=True)
        offset = address - address_of("__muster_image_start")
        gdb.execute(f"with confirm off -- symbol-file {file} -o {offset}", to_string=True)


for command in (InfoCpus, Muster, States, PerCpu, Image):
    command()
