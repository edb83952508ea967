# SPDX-License-Identifier: MIT
# The kernels: programs that measure themselves with muster_bench(), or print lines RESULT of the same
# form. A further kernel is a row here. Needs messages.bash, measure.bash, results.bash and
# kernel_figures.bash.

# What it is called, its programs (with commas), its classes (the first is the default; - if there are
# none), on how many cores instructions are counted and time is taken (- if not), and what it is.
readonly KERNELS='
ep             nas-ep         S,W  1         1,2,4  NAS EP: pairs of Gaussian numbers, nothing shared
is             nas-is         S,W  1,4       1,2,4  NAS IS: ranks of small integer keys
cg             nas-cg         S,W  1,4       1,2,4  NAS CG: conjugate gradients with a sparse matrix
mg             nas-mg         S    1,4       1,2,4  NAS MG: a multigrid method on a cube of 32 points a side
pi             pi             -    1,4       1,2,4  The area below a curve: the example of docs/benchmarking.md
stream         stream         -    1         1,2    The four loops of STREAM: bandwidth of the memory
matmul         matmul         -    1,4       1,2,4  A product of two dense matrices
stencil        stencil        -    1,4       1,2,4  Five points of a grid, and a barrier after each sweep
sort           sort           -    1,4       1,2,4  A parallel merge sort
queens         queens         -    1,4       1,2,4  N queens: pieces of work for whoever is free
chase          chase          -    1         1,2    Loads that wait for the one before
false-sharing  false-sharing  -    1         1,2    Counters in the same cache line, and in lines of their own
sync           bench-sync,bench-fork-join -  4,64,512  2      Barriers, locks and their kin: what an operation costs
'

kernel_names() {
    awk 'NF { print $1 }' <<<"$KERNELS"
}

list_kernels() {
    awk 'NF { name = $1; $1 = $2 = $3 = $4 = $5 = ""; sub(/^ +/, ""); printf "%-14s %s\n", name, $0 }' \
        <<<"$KERNELS"
}

is_kernel() {
    local names
    mapfile -t names < <(kernel_names)
    is_one_of "$1" "${names[@]}"
}

# find_kernel NAME: sets kernel_programs, kernel_classes (lists), kernel_icount_cpus, kernel_mttcg_cpus.
# Empty ones when there is no such kernel.
find_kernel() {
    local name programs classes rest
    kernel_programs=() kernel_classes=()
    while read -r name programs classes kernel_icount_cpus kernel_mttcg_cpus rest; do
        [[ $name == "$1" ]] || continue
        IFS=, read -r -a kernel_programs <<<"$programs"
        IFS=, read -r -a kernel_classes <<<"${classes/#-/}"
        return
    done <<<"$KERNELS"
}

# Kernels that do not measure with muster_bench(), and so have no timeline and no speed-up.
readonly KERNELS_WITHOUT_TIME='sync'

kernel_has_time() {
    # shellcheck disable=SC2086 # several words
    ! is_one_of "$1" $KERNELS_WITHOUT_TIME
}

kernel_has_class() {
    is_one_of "$1" "${kernel_classes[@]}"
}

# check_class NAME: does the kernel have the class that was asked for?
check_class() {
    [[ -n $class ]] || return 0
    is_kernel "$1" || fail "--class $class: $1 has no classes"
    find_kernel "$1"
    kernel_has_class "$class" ||
        fail "--class $class: $1 has ${kernel_classes[*]:-no classes}"
}

# measure_kernel NAME: in each mode that was asked for, on each number of cores. Its figures are printed
# when all runs are through: there are none of a kernel that has failed in one.
measure_kernel() {
    local way numbers cpus
    find_kernel "$1"
    build_programs "${kernel_programs[@]}"
    : >"$scratch/kernel-lines"
    for way in icount mttcg; do
        measures "$way" || continue
        numbers=kernel_${way}_cpus
        [[ ${!numbers} != - ]] || continue
        read -r -a cpus <<<"$(numbers_of_cpus ${!numbers//,/ })"
        "run_kernel_$way" "$1" "${cpus[@]}" || return 0
    done
    keep_kernel_figures
}

# run_kernel_icount NAME CPUS...: once each, for all runs are alike. 1 when one has failed.
run_kernel_icount() {
    local cpus
    deterministic
    for cpus in "${@:2}"; do
        say "$1: icount, $cpus cores"
        run_kernel "$1" icount "$cpus" "icount repeat=1" || return
    done
}

# run_kernel_mttcg NAME CPUS...: the numbers of cores take turns, so that a change of the host's load
# meets all of them. 1 when a run has failed.
run_kernel_mttcg() {
    local run cpus
    concurrent
    for ((run = 1; run <= repeat; run++)); do
        for cpus in "${@:2}"; do
            say "$1: mttcg, $cpus cores, run $run of $repeat"
            run_kernel "$1" mttcg "$cpus" repeat=1 || return
        done
    done
}

# run_kernel NAME MODE CPUS ARGUMENTS: its programs; what they print goes to $scratch/kernel-lines. 1 when
# one has failed, which is said and noted.
run_kernel() {
    local program
    for program in "${kernel_programs[@]}"; do
        run_kernel_program "$1" "$3" "$program" "$4 percpu" && take_kernel_lines "$1" "$2" || {
            note_failure "$1, $2, $3 cores"
            return 1
        }
    done
}

# run_kernel_program NAME CPUS PROGRAM ARGUMENTS
run_kernel_program() {
    local status=0 arguments=$4 run_timeout_s=$timeout_s
    # A core that waits for one that is slow, or for a verification, does so for as long.
    local runtime_options=barrier.timeout_ms=$((timeout_s * 1000))
    ! kernel_has_class "$class" || arguments="class=$class $arguments"
    try_program "$3" "$2" "$arguments" || status=$?
    ((status != 0)) || return 0
    cat "$scratch/errors" "$scratch/console" >&2
    if ((status == 137)); then
        say "$1: $3 on $2 cores did not end within $run_timeout_s s (--timeout): $(print_command)"
    else
        say "$1: $3 on $2 cores ended with status $status (see above): $(print_command)"
    fi
    return 1
}

# take_kernel_lines NAME MODE: each line RESULT of the program's. 1 when there is none, or one is
# malformed or not verified.
take_kernel_lines() {
    local line
    tr -d '\r' <"$scratch/console" | sed -n "s/^RESULT .*/& mode=$2/p" >"$scratch/run-lines"
    [[ -s $scratch/run-lines ]] || {
        cat "$scratch/console" >&2
        say "$1: the program printed no figures (see above): $(print_command)"
        return 1
    }
    while IFS= read -r line; do
        is_result "$line" || {
            say "$1: this line has no bench=, figure=, cpus= and value=: $line"
            return 1
        }
        [[ " $line " != *" verified="* || " $line " == *" verified=yes "* ]] || {
            say "$1: this figure was not verified: $line"
            return 1
        }
    done <"$scratch/run-lines"
    cat "$scratch/run-lines" >>"$scratch/kernel-lines"
}

# trace_kernel NAME: one boot more, for what --trace and --timeline ask for.
trace_kernel() {
    local own_mode=${mode:-mttcg} numbers cpus title arguments="trace repeat=$repeat"
    find_kernel "$1"
    numbers=kernel_${own_mode}_cpus
    read -r -a cpus <<<"$(numbers_of_cpus ${!numbers//,/ })"
    say "$1: $own_mode, ${cpus[-1]} cores, for the timeline"
    title="$1$(! kernel_has_class "$class" || echo " class $class"), $own_mode, ${opt[preset]}, QEMU $(
        version_number "$(first_line_of qemu-system-aarch64 --version)"
    )"
    if [[ $own_mode == icount ]]; then
        deterministic
        arguments="icount $arguments"
    else
        concurrent
    fi
    run_kernel_program "$1" "${cpus[-1]}" "${kernel_programs[0]}" "$arguments" &&
        write_timeline "$title" "${cpus[-1]}" "${file[trace]}" "${file[timeline]}" ||
        note_failure "the timeline of $1"
}
