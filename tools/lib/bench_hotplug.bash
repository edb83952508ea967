# SPDX-License-Identifier: MIT
# Benchmark: cpu_down() and cpu_up(): instructions by state; bring-up: slope, boot chart, fan-out
# Needs measure.bash and results.bash. docs/benchmarking.md says what each figure means.

# The greatest value that is good.
readonly HOTPLUG_GOAL_PAIR=6000 # instructions; Linux 6.1: 1,410,000
readonly HOTPLUG_GOAL_PAIR_GROWTH=1.01
readonly HOTPLUG_GOAL_GROWTH=1.1
readonly HOTPLUG_GOAL_TRACE_PERCENT=2

readonly HOTPLUG_TIMED_CPUS=4

# The growth of what a further core costs, from the first two numbers of cores to the last two.
readonly HOTPLUG_GROWTH_CPUS='64 128 256 512'

# Values of cpuhp.fanout; 0: CPU 0 starts all others.
readonly HOTPLUG_FANOUTS='0 2 4 8 16'

# For how long a CPU_ON keeps its caller: on the guest's clock of -icount, and on the host's.
readonly HOTPLUG_SLOW_STARTS_US='2 10 100'
readonly HOTPLUG_SLOW_START_TIMED_US=1000

bench_hotplug() {
    build_programs bench-hotplug bench-boot bench-slow-start
    declare -gA hotplug_bringup_insn=() # by number of cores
    if measures icount; then
        hotplug_pairs
        hotplug_slope
        hotplug_trace_overhead
        hotplug_fanout_instructions
        hotplug_slow_start_instructions
    fi
    if measures mttcg; then
        hotplug_pair_time
        hotplug_fanout_times
        hotplug_slow_start_times
    fi
}

# hotplug_cpus DEFAULT...: as numbers_of_cpus, without 1: nothing goes up or down there.
hotplug_cpus() {
    local cpus
    for cpus in $(numbers_of_cpus "$@"); do
        ((cpus == 1)) || echo "$cpus"
    done
}

# ---- a CPU down and up again ---------------------------------------------------------------------

hotplug_pairs() {
    local cpus first='' last='' pair
    deterministic
    for cpus in $(hotplug_cpus 2 4 64); do
        run_program bench-hotplug "$cpus" icount
        pair=$(program_value down_up_pair)
        result down_up_pair "$cpus" "$pair" insn "goal=$HOTPLUG_GOAL_PAIR"
        hotplug_way down "$cpus"
        hotplug_way up "$cpus"
        first=${first:-$cpus,$pair} last=$cpus,$pair
    done
    [[ $first != "$last" ]] || return 0
    result down_up_pair_growth "${last%,*}" "$(calculate "${last#*,} / ${first#*,}" 4)" ratio \
        "from=${first%,*}" "goal=$HOTPLUG_GOAL_PAIR_GROWTH"
}

# hotplug_way down|up CPUS: the whole, its states in their order, and the rest.
hotplug_way() {
    local value state
    result "$1" "$2" "$(program_value "$1")" insn
    while read -r value state; do
        result "$1_state" "$2" "$value" insn "state=$state"
    done < <(sed -n "s/^RESULT .*figure=$1_state .*value=\([0-9]*\) .*state=\(.*\)/\1 \2/p" \
        "$scratch/console")
    result "$1_rest" "$2" "$(program_value "$1_rest")" insn
}

hotplug_pair_time() {
    local run pairs_ns=()
    ((${#cpu_numbers[@]} == 0)) || is_one_of "$HOTPLUG_TIMED_CPUS" "${cpu_numbers[@]}" || return 0
    concurrent
    for ((run = 1; run <= repeat; run++)); do
        run_program bench-hotplug "$HOTPLUG_TIMED_CPUS" ''
        pairs_ns+=("$(program_value down_up_pair)")
    done
    # shellcheck disable=SC2046 # several keys
    result down_up_pair_ns "$HOTPLUG_TIMED_CPUS" "$(median "${pairs_ns[@]}")" ns \
        $(spread "${pairs_ns[@]}")
}

# ---- bring-up: its slope, and the boot chart in it -----------------------------------------------

# hotplug_count_bringup CPUS: sets hotplug_bringup_insn[CPUS], once.
hotplug_count_bringup() {
    [[ -z ${hotplug_bringup_insn[$1]-} ]] || return 0
    ((${1} < 64)) || say "hotplug: counting the instructions of a bring-up of $1 cores"
    deterministic
    run_program bench-boot "$1" icount
    hotplug_bringup_insn[$1]=$(program_value bringup)
}

hotplug_slope() {
    local cpus points=()
    for cpus in $(hotplug_cpus 64 128 256 384 512); do
        hotplug_count_bringup "$cpus"
        points+=("$cpus ${hotplug_bringup_insn[$cpus]}")
    done
    ((${#points[@]} > 1)) || return 0
    hotplug_report_line "${points[@]}"
    hotplug_report_growth
}

# hotplug_report_line "CPUS INSN"...: the straight line of the least squares.
hotplug_report_line() {
    local slope intercept r2
    read -r slope intercept r2 < <(printf '%s\n' "$@" | awk '
        { n++; x += $1; y += $2; xx += $1 * $1; xy += $1 * $2; yy += $2 * $2 }
        END {
            sxx = xx - x * x / n; sxy = xy - x * y / n; syy = yy - y * y / n
            slope = sxx ? sxy / sxx : 0
            printf "%.1f %.0f %.6f\n", slope, (y - slope * x) / n,
                sxx * syy ? sxy * sxy / (sxx * syy) : 1
        }')
    result slope_per_cpu "${*: -1:1}" "$slope" insn "points=$#" "intercept=$intercept" "r2=$r2"
}

hotplug_report_growth() {
    local a b c d cpus
    read -r a b c d <<<"$HOTPLUG_GROWTH_CPUS"
    for cpus in $HOTPLUG_GROWTH_CPUS; do
        [[ -n ${hotplug_bringup_insn[$cpus]-} ]] || return 0
    done
    local early="(${hotplug_bringup_insn[$b]} - ${hotplug_bringup_insn[$a]}) / ($b - $a)"
    local late="(${hotplug_bringup_insn[$d]} - ${hotplug_bringup_insn[$c]}) / ($d - $c)"
    result growth "$d" "$(calculate "($late) / ($early)" 3)" ratio "goal=$HOTPLUG_GOAL_GROWTH" \
        "per_cpu_${a}_${b}=$(calculate "$early" 1)" "per_cpu_${c}_${d}=$(calculate "$late" 1)"
}

# bench-boot in a build folder of its own, without the boot chart.
hotplug_build_without_chart() {
    app_dir='' app_name=bench-boot
    say "building bench-boot without the boot chart"
    if ! is_configured; then
        quietly configure "${opt[preset]}" "$build_dir" -DMUSTER_CPUHP_CHART=OFF ||
            fail "CMake could not configure preset ${opt[preset]} in $build_dir (see above)"
    fi
    build_targets bench-boot
}

# Deterministic, as the counts are: one run of each suffices.
hotplug_trace_overhead() {
    local cpus with without chart_build_dir=$build_dir
    local build_dir=$chart_build_dir-without-chart
    hotplug_build_without_chart
    for cpus in $(hotplug_cpus 64 512); do
        build_dir=$chart_build_dir
        hotplug_count_bringup "$cpus"
        with=${hotplug_bringup_insn[$cpus]}
        build_dir=$chart_build_dir-without-chart
        deterministic
        run_program bench-boot "$cpus" icount
        without=$(program_value bringup)
        result trace_overhead "$cpus" \
            "$(calculate "100 * ($with - $without) / $without" 2)" percent \
            "with=$with" "without=$without" "goal=$HOTPLUG_GOAL_TRACE_PERCENT"
        result trace_cost_per_cpu "$cpus" "$(calculate "($with - $without) / ($cpus - 1)" 1)" insn
    done
}

# ---- fan-out: CPUs that have come up start others ------------------------------------------------

# hotplug_best CPUS KEY[=VALUE] "FANOUT VALUE"...: which had the least.
hotplug_best() {
    local best
    best=$(printf '%s\n' "${@:3}" | sort -g -k 2 | head -n 1)
    result fanout_best "$1" "${best% *}" fanout "$2"
}

hotplug_fanout_instructions() {
    local cpus fanout value values runtime_options
    deterministic
    for cpus in $(hotplug_cpus 64 512); do
        values=()
        say "hotplug: counting the instructions of a bring-up of $cpus cores with fan-out"
        for fanout in $HOTPLUG_FANOUTS; do
            runtime_options=cpuhp.fanout=$fanout
            run_program bench-boot "$cpus" icount
            value=$(program_value bringup)
            values+=("$fanout $value")
            result fanout_bringup_insn "$cpus" "$value" insn "fanout=$fanout"
        done
        hotplug_best "$cpus" by=insn "${values[@]}"
    done
}

hotplug_fanout_times() {
    local cpus
    concurrent
    for cpus in $(hotplug_cpus 64 512); do
        hotplug_time_fanouts fanout_bringup_ns bench-boot "$cpus" ''
    done
}

# hotplug_time_fanouts FIGURE PROGRAM CPUS WAIT_US: takes turns, so that a change of the host's load
# meets all of them.
hotplug_time_fanouts() {
    local run fanout runtime_options values=() keys=${4:+wait_us=$4}
    local -A runs_ns=()
    for ((run = 1; run <= repeat; run++)); do
        say "hotplug: timing fan-out with $3 cores${4:+ and slow starts}, run $run of $repeat"
        for fanout in $HOTPLUG_FANOUTS; do
            runtime_options=cpuhp.fanout=$fanout
            run_program "$2" "$3" "$4"
            runs_ns[$fanout]+=" $(program_value bringup_ns)"
        done
    done
    for fanout in $HOTPLUG_FANOUTS; do
        # shellcheck disable=SC2086 # several values
        values+=("$fanout $(median ${runs_ns[$fanout]})")
        # shellcheck disable=SC2046,SC2086 # several keys and values
        result "$1" "$3" "${values[-1]#* }" ns "fanout=$fanout" $keys $(spread ${runs_ns[$fanout]})
    done
    hotplug_best "$3" "by=ns${keys:+ $keys}" "${values[@]}"
}

# A firmware whose CPU_ON keeps its caller, played by a hotplug state just before it.
hotplug_slow_start_instructions() {
    local cpus wait_us fanout value values runtime_options
    deterministic
    for cpus in $(hotplug_cpus 64 512); do
        for wait_us in $HOTPLUG_SLOW_STARTS_US; do
            values=()
            say "hotplug: $cpus cores with starts of $wait_us us, on the clock of -icount"
            for fanout in $HOTPLUG_FANOUTS; do
                runtime_options=cpuhp.fanout=$fanout
                run_program bench-slow-start "$cpus" "$wait_us"
                value=$(program_value bringup_ns)
                values+=("$fanout $value")
                result fanout_slow_virtual_ns "$cpus" "$value" ns \
                    "fanout=$fanout" "wait_us=$wait_us"
            done
            hotplug_best "$cpus" "by=virtual_ns wait_us=$wait_us" "${values[@]}"
        done
    done
}

hotplug_slow_start_times() {
    local cpus
    concurrent
    for cpus in $(hotplug_cpus 64); do
        hotplug_time_fanouts fanout_slow_ns bench-slow-start "$cpus" "$HOTPLUG_SLOW_START_TIMED_US"
    done
}
