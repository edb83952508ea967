# SPDX-License-Identifier: MIT
# The emulator: its command line, and a run of it whose output streams, ends in time and leaves the
# terminal as it was. Needs messages.bash, opt[] and append_text.

# Where QEMU's virt machine has RAM, and where the loader program (shim.elf) expects what in it.
readonly RAM_BASE=0x40000000
readonly SHIM_MIN_MEM_MIB=256
readonly SHIM_DTB=0x47000000
readonly SHIM_IMAGE=0x48000000
readonly SHIM_X0_SLOT=0x40180000
readonly SHIM_ADDRESS_SLOT=0x40180008
readonly SHIM_FLAGS_SLOT=0x40180010
readonly SHIM_ARG_SLOT=0x40180018

# emulator_command KERNEL: sets command.
emulator_command() {
    # No ACPI tables: nobody reads them, and QEMU warns about their size from some 450 cores on.
    local machine=virt,acpi=off,gic-version=${opt[gic]}
    [[ ${opt[el]} != 2 ]] || machine+=,virtualization=on
    command=(qemu-system-aarch64 -M "$machine" -cpu "${opt[cpu]}" -smp "${opt[cpus]}"
        -m "${opt[mem]}" -nodefaults -nic none -display none -monitor none -serial stdio
        -no-reboot)
    [[ -n ${opt[no-semihosting]} ]] || command+=(-semihosting-config enable=on,target=native)
    [[ -z ${opt[thread]} ]] || command+=(-accel "tcg,thread=${opt[thread]}")
    if [[ -n ${opt[icount]} ]]; then # deterministic: the clock goes by the instructions, too
        command+=(-icount shift=0,sleep=off -rtc "base=${opt[rtc]:-2000-01-01T00:00:00},clock=vm")
    elif [[ -n ${opt[rtc]} ]]; then
        command+=(-rtc "base=${opt[rtc]}")
    fi
    [[ -z ${opt[gdb]} ]] || command+=(-S -gdb "tcp::${opt[gdb-port]}")
    command+=(-kernel "$1")
    [[ -z $append_text ]] || command+=(-append "$append_text")
}

# add_shim_loads IMAGE: the image, the device tree and the words that the loader program reads.
add_shim_loads() {
    local x0=${opt[x0]:-$RAM_BASE}
    add_file_load "$1" "${opt[load-address]:-$SHIM_IMAGE}"
    if [[ -n ${opt[dtb]} ]]; then
        x0=${opt[x0]:-$SHIM_DTB}
        add_file_load "${opt[dtb]}" "$SHIM_DTB"
    fi
    add_word_load "$SHIM_X0_SLOT" "$x0"
    add_word_load "$SHIM_ADDRESS_SLOT" "${opt[load-address]:-$SHIM_IMAGE}"
    [[ -z ${opt[shim-flags]} ]] || add_word_load "$SHIM_FLAGS_SLOT" "${opt[shim-flags]}"
    [[ -z ${opt[shim-arg]} ]] || add_word_load "$SHIM_ARG_SLOT" "${opt[shim-arg]}"
}

# QEMU splits these values at commas; a doubled comma stands for one.
add_file_load() {
    command+=(-device "loader,file=${1//,/,,},addr=$2,force-raw=on")
}

add_word_load() {
    command+=(-device "loader,addr=$1,data=$2,data-len=8")
}

# print_command: on one line, to be pasted into a shell.
print_command() {
    local word line=''
    for word in "${command[@]}"; do
        [[ $word =~ ^[A-Za-z0-9_./:=,+-]+$ ]] || word="'${word//\'/\'\\\'\'}'"
        line+="$word "
    done
    echo "${line% }"
}

# run_emulator: sets run_status to the program's own, or to 124 after opt[timeout] seconds.
run_emulator() {
    local began_us=${EPOCHREALTIME/[.,]/} console
    prepare_terminal
    mkfifo "$scratch/console"
    if is_tracing; then
        take_trace_lines <"$scratch/console" | show_console &
    else
        show_console <"$scratch/console" &
    fi
    console=$!
    # In the background, so that a signal reaches this shell's traps at once.
    timeout --foreground --signal=KILL "${opt[timeout]}" "${command[@]}" \
        <&"$guest_input" >"$scratch/console" &
    emulator=$!
    run_status=0
    wait "$emulator" || run_status=$?
    emulator=
    wait "$console" || true
    if is_time_out "$run_status" "$began_us"; then
        [[ -z $(tail -c 1 "$scratch/last-lines") ]] || echo >&2
        say "no result after ${opt[timeout]} s; last console line: \"$(last_console_line)\""
        run_status=124
    fi
}

# Each byte of standard input goes to the user at once, and its last lines to a file.
show_console() {
    { tee -i /dev/fd/3 3>&1 >&4 | tail -c 4096 >"$scratch/last-lines"; } 4>&1
}

# The statuses of timeout(1), which a program may have too; so the clock has to agree.
is_time_out() {
    ((opt[timeout] > 0 && ($1 == 124 || $1 == 137))) &&
        ((${EPOCHREALTIME/[.,]/} - $2 >= opt[timeout] * 1000000))
}

last_console_line() {
    tr -d '\000-\010\013-\037' <"$scratch/last-lines" | grep '[^[:space:]]' | tail -n 1
}

# prepare_terminal: sets scratch, guest_input and the traps that undo everything.
prepare_terminal() {
    scratch=$(mktemp -d)
    terminal=
    emulator=
    trap clean_up EXIT
    trap 'end_emulator INT 130' INT
    trap 'end_emulator TERM 143' TERM
    trap 'end_emulator HUP 129' HUP
    # A background command's input is /dev/null unless it is given one.
    [[ -e /dev/fd/0 ]] || exec </dev/null
    exec {guest_input}<&0
    [[ ! -t 0 ]] || terminal=$(stty -g)
}

end_emulator() {
    [[ -z $emulator ]] || kill -s "$1" "$emulator" 2>/dev/null || true
    wait
    exit "$2"
}

clean_up() {
    # QEMU that is killed leaves the terminal without echo.
    [[ -z $terminal ]] || stty "$terminal" || true
    rm -rf "$scratch"
}
