# SPDX-License-Identifier: MIT
# What has got slower since a file of --json. Needs messages.bash, results.bash, results_json.bash and
# scratch.

# Instructions and sizes repeat: more than that is a change. Of what the host's clock says the new
# median is a change when it is beyond all runs of the old one, and by more than that; there have to
# be so many runs on both sides.
readonly COMPARE_EXACT_PERCENT=1
readonly COMPARE_TIME_PERCENT=5
readonly COMPARE_MIN_RUNS=3
# A percent may be next to nothing, of which a counter's tick is a large part: less than so many
# percentage points is no change.
readonly COMPARE_LEAST_POINTS=0.05

# What times depend on, and what the programs are made of.
readonly COMPARE_MACHINE='machine processor processors qemu'
readonly COMPARE_PROGRAM='compiler preset'

# load_comparison FILE: keeps its results in $scratch/old-results, and sets old_about. Before all work.
load_comparison() {
    local name
    read_json --compare "$1"
    mv "$scratch/read-results" "$scratch/old-results"
    declare -gA old_about=()
    for name in "${!about[@]}"; do
        old_about[$name]=${about[$name]}
    done
}

# different NAME...: says which of these things were otherwise; 1 when none was.
different() {
    local name status=1
    for name; do
        [[ ${old_about[$name]-} != "${about[$name]-}" ]] || continue
        echo "  other $name: ${old_about[$name]:-unknown} then, ${about[$name]:-unknown} now"
        status=0
    done
    return "$status"
}

# print_comparison FILE: what is slower, faster, missing. Returns 3 when something is slower.
print_comparison() {
    local with_times=1
    printf '\ncompared with %s, of %s%s\n' "$1" "${old_about[date]:-an unknown date}" \
        "${old_about[revision]:+, revision ${old_about[revision]}}"
    # shellcheck disable=SC2086 # several words
    if different $COMPARE_MACHINE; then
        echo '  so times are not compared; instructions and sizes are'
        with_times=0
    fi
    # shellcheck disable=SC2086
    ! different $COMPARE_PROGRAM || echo '  so a change may be the compiler'\''s'
    printf '%s\n' "${results[@]}" >"$scratch/new-results"
    compare_results "$with_times"
}

# Figures belong together when all but what was measured is the same.
readonly COMPARE_AWK='

# Sets key[] of the line, and returns what the figure is called.
function read_line(  i, j, n, at, name, held, words, kind) {
    split("", key)
    n = 0
    for (i = 2; i <= NF; i++) {
        at = index($i, "=")
        name = substr($i, 1, at - 1)
        key[name] = substr($i, at + 1)
        if (name !~ measured)
            words[++n] = $i
    }
    for (i = 2; i <= n; i++) {
        held = words[i]
        for (j = i; j > 1 && words[j - 1] > held; j--)
            words[j] = words[j - 1]
        words[j] = held
    }
    kind = key["bench"] " " key["figure"] " cpus=" key["cpus"]
    for (i = 1; i <= n; i++)
        kind = kind " " words[i]
    return kind
}

function is_exact() {
    return key["unit"] ~ /^(insn|bytes|MiB)$/ || key["mode"] == "icount"
}

function more_is_better() {
    return "goal_least" in key || key["figure"] ~ /^(speedup|efficiency)$/ || key["unit"] ~ /^(mops|MB\/s)$/
}

function has_spread(kind) {
    return old_min[kind] != "" && key["min"] != ""
}

# Why nobody knows.
function print_unjudged(kind,  why) {
    if (!with_times)
        return # all times: that is said before
    why = "without a spread"
    if (has_spread(kind))
        why = sprintf("%d runs then and %d now, and not %d", old_runs[kind], key["runs"], min_runs)
    print "  unjudged " kind ": " why
}

# The median is beyond what all old runs were, and by how many percent of the old median.
function verdict(kind,  change, percent, up) {
    if (!is_exact()) {
        if (!with_times || old_runs[kind] < min_runs || key["runs"] + 0 < min_runs || !has_spread(kind))
            return "unjudged"
        if (key["value"] + 0 >= old_min[kind] + 0 && key["value"] + 0 <= old_max[kind] + 0)
            return "same"
    }
    percent = is_exact() ? exact_percent : time_percent
    change = key["value"] - old[kind]
    up = change > 0
    if (key["unit"] == "percent" && (up ? change : -change) <= least_points)
        return "same"
    if ((up ? change : -change) * 100 <= percent * (old[kind] < 0 ? -old[kind] : old[kind]))
        return "same"
    return up == more_is_better() ? "faster" : "slower"
}

function print_change(what, kind,  percent) {
    percent = old[kind] + 0 ? sprintf(", %+.1f %%", (key["value"] / old[kind] - 1) * 100) : ""
    printf "  %-7s  %s: %s -> %s %s%s", what, kind, old[kind], key["value"], key["unit"], percent
    if (!is_exact())
        printf " (it was %s to %s in %d runs)", old_min[kind], old_max[kind], old_runs[kind]
    print ""
}

/ figure=cpu_time / { next } # who has which turn changes with everything
FILENAME == ARGV[1] {
    kind = read_line()
    old[kind] = key["value"]; old_runs[kind] = key["runs"] + 0
    old_min[kind] = key["min"]; old_max[kind] = key["max"]
    old_bench[kind] = key["bench"]
    order[++olds] = kind
    next
}
{
    kind = read_line()
    measured_now[key["bench"]] = 1
    if (!(kind in old)) {
        print "  new      " kind
        count["new"]++
        next
    }
    found[kind] = 1
    what = verdict(kind)
    count[what]++
    if (what == "slower" || what == "faster")
        print_change(what, kind)
    else if (what == "unjudged")
        print_unjudged(kind)
}
END {
    for (i = 1; i <= olds; i++)
        if (!(order[i] in found) && old_bench[order[i]] in measured_now) {
            print "  missing  " order[i]
            count["missing"]++
        }
    printf "%d slower, %d faster, %d the same, %d not judged, %d missing, %d new\n", count["slower"],
        count["faster"], count["same"], count["unjudged"], count["missing"], count["new"]
    exit count["slower"] ? 3 : 0
}'

# compare_results WITH_TIMES
compare_results() {
    awk -v with_times="$1" -v exact_percent="$COMPARE_EXACT_PERCENT" \
        -v time_percent="$COMPARE_TIME_PERCENT" -v min_runs="$COMPARE_MIN_RUNS" -v least_points="$COMPARE_LEAST_POINTS" \
        -v measured="$MEASURED_KEYS" "$COMPARE_AWK" "$scratch/old-results" "$scratch/new-results"
}
