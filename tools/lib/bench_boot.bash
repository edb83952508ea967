# SPDX-License-Identifier: MIT
# Benchmark: reset to app_main_percpu() on every core: instructions, time, size, least memory
# Needs measure.bash and results.bash. docs/benchmarking.md says what each figure means.

# The greatest value that is good.
readonly BOOT_GOAL_RESET_TO_APP=200000 # instructions, one core
readonly BOOT_GOAL_PER_CPU_TOTAL=2500
readonly BOOT_GOAL_PER_CPU_BRINGUP=1300
readonly BOOT_GOAL_BRINGUP_RATIO=2 # at BOOT_RATIO_CPUS, as is the next
readonly BOOT_GOAL_WALL_RATIO=1.5
readonly BOOT_RATIO_CPUS=512
readonly BOOT_GOAL_TEXT_BYTES=$((48 * 1024))
readonly BOOT_GOAL_MIN_MEM_MIB=4

# Between which two numbers of cores the cost of a further one is taken.
readonly BOOT_SLOPES='8,64 256,512'

readonly BOOT_MEMORY_SIZES_MIB='1 2 3 4 5 6 8 12 16 24 32 64'
readonly BOOT_MEMORY_CPUS=4
readonly BOOT_MEMORY_TIMEOUT_S=10

# Words in RAM that the do-nothing image reads (bench/floor/floor.c).
readonly FLOOR_CORES_SLOT=0x40180000
readonly FLOOR_SERIAL_SLOT=0x40180008
readonly FLOOR_SETTLE_SLOT=0x40180010
readonly FLOOR_SETTLE_MS=500

bench_boot() {
    build_programs bench-boot bench-floor hello
    if measures icount; then
        boot_instructions
        boot_slopes
    fi
    if measures mttcg; then
        boot_times
        boot_memory
    fi
    boot_sizes
}

# boot_goal VALUE CONDITION...: the key, if the condition (a command) is true.
boot_goal() {
    ! "${@:2}" || echo "goal=$1"
}

# ---- instructions: -icount -----------------------------------------------------------------------

# Sets reset_insn and bringup_insn, by number of cores.
boot_instructions() {
    local cpus
    declare -gA reset_insn=() bringup_insn=()
    deterministic
    for cpus in $(numbers_of_cpus 1 2 4 8 64 256 512); do
        ((cpus < 64)) || say "boot: counting instructions with $cpus cores"
        run_program bench-boot "$cpus" icount
        reset_insn[$cpus]=$(program_value reset_to_app)
        bringup_insn[$cpus]=$(program_value bringup)
        # shellcheck disable=SC2046 # a key or nothing
        result reset_to_app "$cpus" "${reset_insn[$cpus]}" insn \
            $(boot_goal "$BOOT_GOAL_RESET_TO_APP" test "$cpus" = 1)
        result bringup "$cpus" "${bringup_insn[$cpus]}" insn
    done
}

# What a further core adds, from the totals of two runs.
boot_slopes() {
    local pair from to
    for pair in $BOOT_SLOPES; do
        from=${pair%,*} to=${pair#*,}
        [[ -n ${reset_insn[$from]-} && -n ${reset_insn[$to]-} ]] || continue
        result per_cpu_total "$to" \
            "$(calculate "(${reset_insn[$to]} - ${reset_insn[$from]}) / ($to - $from)" 1)" insn \
            "from=$from" "goal=$BOOT_GOAL_PER_CPU_TOTAL"
        result per_cpu_bringup "$to" \
            "$(calculate "(${bringup_insn[$to]} - ${bringup_insn[$from]}) / ($to - $from)" 1)" insn \
            "from=$from" "goal=$BOOT_GOAL_PER_CPU_BRINGUP"
    done
}

# ---- time: a host thread for each core, against the do-nothing image -----------------------------

boot_times() {
    local cpus
    concurrent
    for cpus in $(numbers_of_cpus 64 512); do
        ((cpus > 1)) || continue
        measure_boot_times "$cpus"
        report_boot_times "$cpus"
    done
}

# run_floor CPUS SERIAL SETTLE_MS
run_floor() {
    local loads=()
    add_floor_word "$FLOOR_CORES_SLOT" "$1"
    add_floor_word "$FLOOR_SERIAL_SLOT" "$2"
    add_floor_word "$FLOOR_SETTLE_SLOT" "$3"
    run_program bench-floor "$1" '' "${loads[@]}"
}

add_floor_word() {
    loads+=(-device "loader,addr=$1,data=$2,data-len=8")
}

# Takes turns, so that a change of the host's load meets all of them. The do-nothing image runs
# twice: a settled one for its bring-up time, and one that does not wait, for the whole process.
measure_boot_times() {
    local run
    bringup_ns=() floor_ns=() serial_ns=() walls_s=() cpus_s=() floor_walls_s=() floor_cpus_s=()
    for ((run = 1; run <= repeat; run++)); do
        say "boot: timing $1 cores, run $run of $repeat"
        run_program bench-boot "$1" ''
        bringup_ns+=("$(program_value bringup_ns)") walls_s+=("$wall_s") cpus_s+=("$cpu_s")
        run_floor "$1" 0 0
        floor_walls_s+=("$wall_s") floor_cpus_s+=("$cpu_s")
        run_floor "$1" 0 "$FLOOR_SETTLE_MS"
        floor_ns+=("$(program_value floor_bringup_ns)")
        run_floor "$1" 1 "$FLOOR_SETTLE_MS"
        serial_ns+=("$(program_value floor_bringup_ns)")
    done
}

report_boot_times() {
    report_median bringup_ns "$1" ns "${bringup_ns[@]}"
    report_median floor_bringup_ns "$1" ns "${floor_ns[@]}" mode=parallel
    report_median floor_bringup_ns "$1" ns "${serial_ns[@]}" mode=serial
    report_ratio bringup_ratio "$1" "$BOOT_GOAL_BRINGUP_RATIO" \
        "$(median "${bringup_ns[@]}")" "$(median "${floor_ns[@]}")"
    report_median wall_s "$1" s "${walls_s[@]}" "cpu_s=$(median "${cpus_s[@]}")"
    report_median floor_wall_s "$1" s "${floor_walls_s[@]}" "cpu_s=$(median "${floor_cpus_s[@]}")"
    report_ratio wall_ratio "$1" "$BOOT_GOAL_WALL_RATIO" \
        "$(median "${walls_s[@]}")" "$(median "${floor_walls_s[@]}")"
}

# report_median FIGURE CPUS UNIT VALUE... [KEY=VALUE]
report_median() {
    local values=("${@:4}") key=''
    [[ ${values[-1]} != *=* ]] || { key=${values[-1]} && unset 'values[-1]'; }
    # shellcheck disable=SC2046 # several keys
    result "$1" "$2" "$(median "${values[@]}")" "$3" $(spread "${values[@]}") ${key:+"$key"}
}

# report_ratio FIGURE CPUS GOAL OURS FLOOR
report_ratio() {
    # shellcheck disable=SC2046 # a key or nothing
    result "$1" "$2" "$(calculate "$4 / $5" 2)" ratio \
        $(boot_goal "$3" test "$2" = "$BOOT_RATIO_CPUS")
}

# ---- size and memory: hello ----------------------------------------------------------------------

# With each C library: the preset, and its twin for the other one, if there is such a preset.
boot_sizes() {
    local libc known measured=${opt[preset]} measured_dir=$build_dir
    mapfile -t known < <(preset_names)
    for libc in picolibc newlib; do
        opt[preset]=${measured/-picolibc-/-$libc-}
        opt[preset]=${opt[preset]/-newlib-/-$libc-}
        is_one_of "${opt[preset]}" "${known[@]}" || continue
        build_dir=$REPO_ROOT/build/${opt[preset]}
        build_programs hello
        report_size "$libc"
    done
    opt[preset]=$measured build_dir=$measured_dir
}

# report_size LIBC: the goal is for the smaller one.
report_size() {
    local text data bss rest
    read -r text data bss rest < <("$(cached CMAKE_SIZE)" "$build_dir/bin/hello.elf" | tail -n 1)
    # shellcheck disable=SC2046 # a key or nothing
    result text_bytes 1 "$text" bytes app=hello "libc=$1" \
        $(boot_goal "$BOOT_GOAL_TEXT_BYTES" test "$1" = picolibc)
    result data_bytes 1 "$data" bytes app=hello "libc=$1"
    result bss_bytes 1 "$bss" bytes app=hello "libc=$1"
}

# The least memory of the list in which hello ends with status 0.
boot_memory() {
    local mib
    concurrent
    say "boot: looking for the least memory"
    for mib in $BOOT_MEMORY_SIZES_MIB; do
        if boots_in "$mib"; then
            result min_mem_mib "$BOOT_MEMORY_CPUS" "$mib" MiB app=hello "goal=$BOOT_GOAL_MIN_MEM_MIB"
            return
        fi
    done
    fail "hello with $BOOT_MEMORY_CPUS cores does not boot in $mib MiB either"
}

# The emulator itself has a least size, too; it says so and ends.
boots_in() {
    local mem=${opt[mem]} status=0 run_timeout_s=$BOOT_MEMORY_TIMEOUT_S
    opt[mem]=${1}M
    try_program hello "$BOOT_MEMORY_CPUS" '' || status=$?
    opt[mem]=$mem
    ((status == 0))
}
