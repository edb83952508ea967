# SPDX-License-Identifier: MIT
# Benchmark: what CPUs cost that have nothing to do: host CPU time of an idle guest
# Modes: mttcg
# Needs measure.bash and results.bash. docs/benchmarking.md says what each figure means.

# The greatest value that is good.
readonly IDLE_GOAL_HOST_PERCENT=5

readonly IDLE_BOOT_TIMEOUT_S=60
readonly IDLE_SETTLE_S=1 # after the boot: what the last cores and the emulator have left to do
readonly IDLE_WINDOW_S=10

bench_idle() {
    local cpus
    measures mttcg || return 0
    build_programs bench-idle
    concurrent
    for cpus in $(numbers_of_cpus 64); do
        idle_host_percent "$cpus"
    done
}

# idle_host_percent CPUS: the emulator's CPU time in a window in which every core idles, in percent
# of one host core; each run has an emulator of its own.
idle_host_percent() {
    local run percents=()
    for ((run = 1; run <= repeat; run++)); do
        say "idle: $1 idle cores for $IDLE_WINDOW_S s, run $run of $repeat"
        idle_measure "$1"
        percents+=("$idle_percent")
    done
    # shellcheck disable=SC2046 # several keys
    result idle_host_percent "$1" "$(median "${percents[@]}")" percent \
        "goal=$IDLE_GOAL_HOST_PERCENT" "window_s=$IDLE_WINDOW_S" $(spread "${percents[@]}")
}

# idle_measure CPUS: sets idle_percent.
idle_measure() {
    local emulator failed=''
    opt[cpus]=$1
    append_text=$runtime_options
    emulator_command "$build_dir/bin/bench-idle.elf"
    note_command
    : >"$scratch/console"
    "${command[@]}" </dev/null >"$scratch/console" 2>"$scratch/errors" &
    emulator=$!
    idle_wait_for_boot "$emulator" && idle_window "$emulator" || failed=yes
    kill "$emulator" 2>/dev/null || true
    wait "$emulator" 2>/dev/null || true
    [[ -z $failed ]] && return
    cat "$scratch/errors" "$scratch/console" >&2
    fail "bench-idle with $1 cores did not come to idle for the time (see above): $(print_command)"
}

# idle_wait_for_boot PID: until the program has said that every core is in.
idle_wait_for_boot() {
    local tenths
    for ((tenths = 0; tenths < 10 * IDLE_BOOT_TIMEOUT_S; tenths++)); do
        ! grep -q '^RESULT .*figure=idle_cpus ' "$scratch/console" || return 0
        kill -0 "$1" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

# idle_window PID: sets idle_percent, from the emulator's own clock ticks.
idle_window() {
    local began_us window_us before after ticks_per_s
    ticks_per_s=$(getconf CLK_TCK)
    sleep "$IDLE_SETTLE_S"
    before=$(idle_cpu_ticks "$1") || return
    began_us=${EPOCHREALTIME/[.,]/}
    sleep "$IDLE_WINDOW_S"
    after=$(idle_cpu_ticks "$1") || return
    window_us=$((${EPOCHREALTIME/[.,]/} - began_us))
    idle_percent=$(calculate "100 * ($after - $before) / $ticks_per_s / ($window_us / 1000000)" 2)
}

# idle_cpu_ticks PID: utime and stime of all its threads (proc(5)); fields are counted behind the
# name, which may have spaces in it.
idle_cpu_ticks() {
    local fields
    fields=$(<"/proc/$1/stat") || return
    read -r -a fields <<<"${fields##*) }"
    echo $((fields[11] + fields[12]))
}
