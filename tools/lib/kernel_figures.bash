# SPDX-License-Identifier: MIT
# From the lines of a kernel's runs, $scratch/kernel-lines, to its figures: of all runs, and of several
# numbers of cores. Needs results.bash and scratch.

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

# keep_kernel_figures: all that there is to say of the runs.
keep_kernel_figures() {
    local line
    while IFS= read -r line; do
        keep_kernel_result "$line"
    done < <(awk -v measured="$MEASURED_KEYS" "$SPREAD_AWK" "$scratch/kernel-lines" |
        tee "$scratch/kernel-figures" && awk -v measured="$MEASURED_KEYS" "$SCALING_AWK" "$scratch/kernel-figures")
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

# What both programs below need: the words of a line, and the median.
readonly FIGURES_AWK='
# Sets key[] and, of what the figure is called beyond bench, figure and cpus, rest.
function read_line(  i, at, name) {
    split("", key)
    rest = ""
    for (i = 2; i <= NF; i++) {
        at = index($i, "=")
        name = substr($i, 1, at - 1)
        key[name] = substr($i, at + 1)
        if (name == "verified" || name !~ measured)
            rest = rest " " $i
    }
}

# Sorts the numbers in a list with commas between them, into sorted[1], sorted[2], ...
function sort_list(list,  n, i, j, held) {
    n = split(list, sorted, ",")
    for (i = 2; i <= n; i++) {
        held = sorted[i]
        for (j = i; j > 1 && sorted[j - 1] + 0 > held + 0; j--)
            sorted[j] = sorted[j - 1]
        sorted[j] = held
    }
    return n
}

# " value=..." and so on of a list; a median that is none of them with so many digits.
function spread(list, digits,  n, middle) {
    n = sort_list(list)
    middle = sorted[int((n + 1) / 2)]
    if (n % 2 == 0)
        middle = sprintf("%." digits "f", (middle + sorted[n / 2 + 1]) / 2)
    median = middle
    return " min=" sorted[1] " max=" sorted[n] " runs=" n " samples=" list
}
'

# Lines that are called alike are runs of one figure: they become one line, with the median.
readonly SPREAD_AWK="$FIGURES_AWK"'
{
    read_line()
    kind = key["bench"] " " key["figure"] " " key["cpus"] " " key["unit"] rest
    if (!(kind in list)) {
        order[++kinds] = kind
        head[kind] = "RESULT bench=" key["bench"] " figure=" key["figure"] " cpus=" key["cpus"]
        tail[kind] = " unit=" key["unit"] rest
        digits[kind] = index(key["value"], ".") ? length(key["value"]) - index(key["value"], ".") : 0
        list[kind] = key["value"]
    } else
        list[kind] = list[kind] "," key["value"]
    if ("wait" in key)
        waits[kind] += key["wait"]
}
END {
    for (i = 1; i <= kinds; i++) {
        kind = order[i]
        all = spread(list[kind], digits[kind])
        if (kind ~ / mode=icount/)
            all = "" # all runs are alike
        printf "%s value=%s%s%s%s\n", head[kind], median, tail[kind],
            kind in waits ? sprintf(" wait=%.0f", waits[kind] / split(list[kind], values, ",")) : "", all
    }
}'

# The time on one core against that on more. Speed-up and efficiency are of runs that took turns: of the
# first ones, of the second ones, and so on, and then the median. Of instructions, those of all cores
# by those of one: 1 is no work lost.
readonly SCALING_AWK="$FIGURES_AWK"'
function ratios(by,  n, i, list) {
    n = split(one[kind], ones, ",")
    split(key["samples"], own, ",")
    for (i = 1; i <= n && own[i] + 0 > 0; i++)
        list = list (i > 1 ? "," : "") sprintf("%.3f", ones[i] / own[i] / by)
    return list
}

function print_figure(figure, list,  all) {
    if (list == "")
        return
    all = spread(list, 3)
    printf "RESULT bench=%s figure=%s cpus=%s value=%s unit=ratio%s%s\n", key["bench"], figure, key["cpus"],
        median, rest, all
}

{ read_line() }
key["figure"] != "time" { next }
{ kind = key["bench"] rest }
key["cpus"] == 1 { one[kind] = key["mode"] == "icount" ? key["value"] : key["samples"]; next }
!(kind in one) { next }
key["mode"] == "icount" {
    if (one[kind] + 0 > 0)
        printf "RESULT bench=%s figure=work_growth cpus=%s value=%.4f unit=ratio%s\n", key["bench"],
            key["cpus"], key["value"] / one[kind], rest
    next
}
{
    print_figure("speedup", ratios(1))
    print_figure("efficiency", ratios(key["cpus"]))
}'
