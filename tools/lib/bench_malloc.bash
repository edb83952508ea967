# SPDX-License-Identifier: MIT
# Benchmark: malloc and free on one core and on two, and what the libc's locks cost, for both libcs
# Needs measure.bash and results.bash. docs/benchmarking.md says what each figure means.

readonly MALLOC_LIBCS='picolibc newlib'
readonly MALLOC_KINDS='private_pair mixed_pair handed_over_pair'

# The greatest value that is good, in instructions, for a pair of malloc() and free().
readonly MALLOC_GOAL_LOCK_OVERHEAD=40

# So many pairs a core; deterministic, or long enough that the host's clock can tell.
readonly MALLOC_COUNTED_PAIRS=2000
readonly MALLOC_TIMED_PAIRS=200000

bench_malloc() {
    local libc
    declare -gA malloc_times_ns=() # by libc, number of cores and kind: a list
    for libc in $MALLOC_LIBCS; do
        malloc_with "$libc" build_programs bench-malloc
        ! measures icount || malloc_with "$libc" malloc_instructions "$libc"
    done
    measures mttcg || return 0
    malloc_measure_times
    for libc in $MALLOC_LIBCS; do
        malloc_report_times "$libc"
    done
}

# malloc_with LIBC COMMAND...: the command, with the preset's sibling for that libc.
malloc_with() {
    local own_preset=${opt[preset]} own_build_dir=$build_dir presets
    opt[preset]=${own_preset/-picolibc-/-$1-}
    opt[preset]=${opt[preset]/-newlib-/-$1-}
    mapfile -t presets < <(preset_names)
    check_preset "${opt[preset]}" "${presets[@]}"
    build_dir=$REPO_ROOT/build/${opt[preset]}
    "${@:2}"
    opt[preset]=$own_preset build_dir=$own_build_dir
}

malloc_instructions() {
    local kind
    deterministic
    run_program bench-malloc 1 "$MALLOC_COUNTED_PAIRS icount"
    for kind in $MALLOC_KINDS; do
        result "$kind" 1 "$(program_value "$kind")" insn "libc=$1"
    done
    result lock_overhead 1 "$(program_value lock_overhead)" insn "libc=$1" \
        "goal=$MALLOC_GOAL_LOCK_OVERHEAD"
}

# The runs take turns, so that a change of the host's load meets all.
malloc_measure_times() {
    local run libc cpus kind
    concurrent
    for ((run = 1; run <= repeat; run++)); do
        say "malloc: run $run of $repeat on one core and on two"
        for libc in $MALLOC_LIBCS; do
            for cpus in 1 2; do
                malloc_with "$libc" run_program bench-malloc "$cpus" "$MALLOC_TIMED_PAIRS"
                for kind in $MALLOC_KINDS; do
                    malloc_times_ns[$libc,$cpus,$kind]+=" $(program_value "$kind")"
                done
            done
        done
    done
}

# How many times as many pairs two cores make as one, in the same time.
malloc_report_times() {
    local kind one two
    for kind in $MALLOC_KINDS; do
        # shellcheck disable=SC2086 # several numbers
        one=$(median ${malloc_times_ns[$1,1,$kind]}) two=$(median ${malloc_times_ns[$1,2,$kind]})
        # shellcheck disable=SC2046,SC2086 # several keys, several numbers
        result "${kind}_ns" 1 "$one" ns "libc=$1" $(spread ${malloc_times_ns[$1,1,$kind]})
        # shellcheck disable=SC2046,SC2086
        result "${kind}_ns" 2 "$two" ns "libc=$1" $(spread ${malloc_times_ns[$1,2,$kind]})
        result speedup 2 "$(calculate "$one / $two" 2)" ratio "libc=$1" "kind=$kind"
    done
}
