# SPDX-License-Identifier: MIT
# Benchmark: interrupts between CPUs, cross calls, timer interrupts, and what is inline
# Needs measure.bash and results.bash. docs/benchmarking.md says what each figure means.

# The greatest value that is good, in instructions.
declare -rA IPI_GOALS=(
    [spin_lock_unlock]=9 [processor_id]=2 [percpu_inc]=5
    [ipi_round_trip]=450 [call_single]=450 [timer_irq]=150
)
readonly IPI_GOAL_CALL_ALL=1400 IPI_GOAL_CALL_ALL_CPUS=4
readonly IPI_GOAL_CALL_ALL_GROWTH=1

# Between these numbers of cores what a further one costs must not grow.
readonly IPI_GROWTH_CPUS='64 256 512'

bench_ipi() {
    build_programs bench-ipi
    declare -gA ipi_call_all_insn=() # by number of cores
    if measures icount; then
        ipi_instructions
        ipi_growth
    fi
    if measures mttcg; then
        ipi_times
    fi
}

ipi_instructions() {
    local cpus waiting
    deterministic
    for cpus in $(numbers_of_cpus 2 4 64 256 512); do
        ((cpus < 256)) || say "ipi: counting instructions with $cpus cores"
        run_program bench-ipi "$cpus" icount
        ipi_report "$cpus" asleep
        ipi_call_all_insn[$cpus]=$(((cpus == 1)) || program_value call_all)
        ((cpus > 1)) || continue
        run_program bench-ipi "$cpus" 'icount busy'
        ipi_report "$cpus" busy
    done
}

# ipi_report CPUS asleep|busy: what the other CPUs do meanwhile.
ipi_report() {
    local figure figures='ipi_round_trip call_single call_all'
    [[ $2 != asleep ]] || figures="spin_lock_unlock processor_id percpu_inc timer_irq $figures"
    for figure in $figures; do
        grep -q "figure=$figure " "$scratch/console" || continue
        # shellcheck disable=SC2046 # a key or nothing
        result "$figure" "$1" "$(program_value "$figure")" insn "waiting=$2" \
            $(ipi_goal "$figure" "$1" "$2")
    done
}

# ipi_goal FIGURE CPUS asleep|busy: "goal=...", where there is one.
ipi_goal() {
    if [[ $1 == call_all ]]; then
        ((${2} != IPI_GOAL_CALL_ALL_CPUS)) || echo "goal=$IPI_GOAL_CALL_ALL"
    elif [[ $3 == asleep ]]; then
        echo "goal=${IPI_GOALS[$1]}"
    fi
}

# What a further core adds to a call to all: late against early.
ipi_growth() {
    local a b c cpus
    read -r a b c <<<"$IPI_GROWTH_CPUS"
    for cpus in $IPI_GROWTH_CPUS; do
        [[ -n ${ipi_call_all_insn[$cpus]-} ]] || return 0
    done
    local early="(${ipi_call_all_insn[$b]} - ${ipi_call_all_insn[$a]}) / ($b - $a)"
    local late="(${ipi_call_all_insn[$c]} - ${ipi_call_all_insn[$b]}) / ($c - $b)"
    result call_all_growth "$c" "$(calculate "($late) / ($early)" 3)" ratio \
        "goal=$IPI_GOAL_CALL_ALL_GROWTH" "per_cpu_${a}_${b}=$(calculate "$early" 1)" \
        "per_cpu_${b}_${c}=$(calculate "$late" 1)"
}

# The same in time, with a host thread for each core.
ipi_times() {
    local run figure
    local -A times_ns=()
    ((${#cpu_numbers[@]} == 0)) || is_one_of 2 "${cpu_numbers[@]}" || return 0
    concurrent
    for ((run = 1; run <= repeat; run++)); do
        run_program bench-ipi 2 ''
        for figure in ipi_round_trip call_single; do
            times_ns[$figure]+=" $(program_value "$figure")"
        done
    done
    for figure in ipi_round_trip call_single; do
        # shellcheck disable=SC2046,SC2086 # several keys, several numbers
        result "${figure}_ns" 2 "$(median ${times_ns[$figure]})" ns $(spread ${times_ns[$figure]})
    done
}
