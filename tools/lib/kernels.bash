# SPDX-License-Identifier: MIT
# The kernels: programs that measure themselves with muster_bench(), or print lines RESULT of the same
# form. A further kernel is a row here. Needs messages.bash, measure.bash and results.bash.

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

# What is to be reached: bench, figure, cores (* for any), mode, at most or at least, value.
readonly KERNEL_GOALS='
ep      speedup           2    mttcg   least  1.9
matmul  speedup           2    mttcg   least  1.9
ep      lost_work         1    icount  most   0.1
sync    barrier           4    icount  most   100
sync    barrier_per_cpu   64   icount  most   60
sync    barrier_per_cpu   512  icount  most   60
sync    spin_lock_unlock  *    icount  most   9
sync    fork_join         4    icount  most   1200
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
find_kernel() {
    local name programs classes rest
    while read -r name programs classes kernel_icount_cpus kernel_mttcg_cpus rest; do
        [[ $name == "$1" ]] || continue
        IFS=, read -r -a kernel_programs <<<"$programs"
        IFS=, read -r -a kernel_classes <<<"${classes/#-/}"
        return
    done <<<"$KERNELS"
}

kernel_has_class() {
    is_one_of "$1" "${kernel_classes[@]}"
}

# check_class NAME: does the kernel have the class that was asked for?
check_class() {
    [[ -n $class ]] || return 0
    find_kernel "$1"
    kernel_has_class "$class" ||
        fail "--class $class: $1 has ${kernel_classes[*]:-no classes}"
}

# measure_kernel NAME: in each mode that was asked for, on each number of cores.
measure_kernel() {
    local way cpus numbers first_result=${#results[@]}
    find_kernel "$1"
    build_programs "${kernel_programs[@]}"
    for way in icount mttcg; do
        measures "$way" || continue
        numbers=kernel_${way}_cpus
        [[ ${!numbers} != - ]] || continue
        for cpus in $(numbers_of_cpus ${!numbers//,/ }); do
            run_kernel "$1" "$way" "$cpus" || return 0
        done
    done
    report_scaling "$first_result"
}

# run_kernel NAME MODE CPUS: its programs once each; keeps what they print. 1 when one has failed, which
# is said and noted.
run_kernel() {
    local program
    for program in "${kernel_programs[@]}"; do
        say "$1: $2, $3 cores"
        run_kernel_program "$@" "$program" && keep_kernel_results "$1" "$2" || {
            note_failure "$1, $2, $3 cores"
            return 1
        }
    done
}

# run_kernel_program NAME MODE CPUS PROGRAM [ARGUMENT]
run_kernel_program() {
    local status=0 arguments="repeat=$repeat percpu${5:+ $5}" run_timeout_s=$timeout_s
    ! kernel_has_class "$class" || arguments="class=$class $arguments"
    if [[ $2 == icount ]]; then
        deterministic
        arguments="icount repeat=1 $arguments" # the first repeat= counts: all runs are alike
    else
        concurrent
    fi
    try_program "$4" "$3" "$arguments" || status=$?
    ((status != 0)) || return 0
    cat "$scratch/errors" "$scratch/console" >&2
    if ((status == 137)); then
        say "$1: $4 on $3 cores did not end within $run_timeout_s s (--timeout): $(print_command)"
    else
        say "$1: $4 on $3 cores ended with status $status (see above): $(print_command)"
    fi
    return 1
}

# keep_kernel_results NAME MODE: each line RESULT of the program's. 1 when a figure was not verified.
keep_kernel_results() {
    local line
    tr -d '\r' <"$scratch/console" | grep '^RESULT ' >"$scratch/kernel-results" || {
        cat "$scratch/console" >&2
        fail "$1: the program printed no figures (see above): $(print_command)"
    }
    while IFS= read -r line; do
        [[ " $line " =~ \ bench=[^\ ].*\ figure=[^\ ].*\ cpus=[1-9].*\ value=[0-9] ]] ||
            fail "$1: this line has no bench=, figure=, cpus= and value=: $line"
        [[ " $line " != *" verified="* || " $line " == *" verified=yes "* ]] || {
            say "$1: this figure was not verified: $line"
            return 1
        }
    done <"$scratch/kernel-results"
    while IFS= read -r line; do
        keep_kernel_result "$line mode=$2"
    done <"$scratch/kernel-results"
}

# keep_kernel_result LINE: with its goal, if there is one.
keep_kernel_result() {
    keep_result "$1$(awk -v line="$1" '
        BEGIN {
            n = split(line, words, " ")
            for (i = 2; i <= n; i++) {
                at = index(words[i], "=")
                key[substr(words[i], 1, at - 1)] = substr(words[i], at + 1)
            }
        }
        $1 == key["bench"] && $2 == key["figure"] && ($3 == "*" || $3 == key["cpus"]) &&
        $4 == key["mode"] {
            printf " %s=%s", $5 == "least" ? "goal_least" : "goal", $6
        }' <<<"$KERNEL_GOALS")"
}

# trace_kernel NAME: one boot more, for what --trace and --timeline ask for.
trace_kernel() {
    local numbers=kernel_mttcg_cpus cpus own_mode=${mode:-mttcg} title
    find_kernel "$1"
    [[ $own_mode == mttcg ]] || numbers=kernel_icount_cpus
    read -r -a cpus <<<"$(numbers_of_cpus ${!numbers//,/ })"
    say "$1: $own_mode, ${cpus[-1]} cores, for the timeline"
    title="$1$(! kernel_has_class "$class" || echo " class $class"), $own_mode, ${opt[preset]}, $(
        version_number "$(first_line_of qemu-system-aarch64 --version)" | sed 's/^/QEMU /')"
    run_kernel_program "$1" "$own_mode" "${cpus[-1]}" "${kernel_programs[0]}" trace &&
        write_timeline "$title" "${cpus[-1]}" "${file[trace]}" "${file[timeline]}" ||
        note_failure "the timeline of $1"
}

# ---- from several numbers of cores ---------------------------------------------------------------

# report_scaling FIRST: of the results from that one on, the time on one core against that on more.
report_scaling() {
    local line
    while IFS= read -r line; do
        keep_kernel_result "$line"
    done < <(printf '%s\n' "${results[@]:$1}" | scaling_lines)
}

# Speed-up and efficiency, with the least and the greatest that the runs allow; and, of instructions,
# those of all cores by those of one: 1 is no work lost.
scaling_lines() {
    awk '
        /^RESULT / {
            split("", key)
            rest = ""
            for (i = 2; i <= NF; i++) {
                at = index($i, "=")
                name = substr($i, 1, at - 1)
                key[name] = substr($i, at + 1)
                if (name !~ /^(bench|figure|cpus|value|unit|min|max|runs|warmups|samples|goal|goal_least)$/)
                    rest = rest " " $i
            }
            if (key["figure"] != "time")
                next
            kind = key["bench"] rest
            if (key["cpus"] == 1) {
                one[kind] = key["value"]; least[kind] = key["min"]; most[kind] = key["max"]
                next
            }
            if (!(kind in one) || key["value"] + 0 <= 0)
                next
            head = "RESULT bench=" key["bench"]
            tail = " cpus=" key["cpus"] " value="
            if (key["mode"] == "icount") {
                printf "%s figure=work_growth%s%.4f unit=ratio%s\n", head, tail,
                    key["value"] / one[kind], rest
                next
            }
            figures[1] = "speedup"; by[1] = 1
            figures[2] = "efficiency"; by[2] = key["cpus"]
            for (f = 1; f <= 2; f++)
                printf "%s figure=%s%s%.3f unit=ratio%s min=%.3f max=%.3f runs=%d\n", head, figures[f], tail,
                    one[kind] / key["value"] / by[f], rest, least[kind] / key["max"] / by[f],
                    most[kind] / key["min"] / by[f], key["runs"]
        }'
}
