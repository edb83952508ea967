# SPDX-License-Identifier: MIT
# The figures of a benchmark: a line each for programs, a table for people. Needs messages.bash,
# scratch (of prepare_measuring) and benchmark (its name).

# What of a line was measured, or says how; the other keys are what the figure is called.
readonly MEASURED_KEYS='^(bench|figure|cpus|value|unit|min|max|runs|warmups|samples|goal|goal_least|verified|wait|cpu_s|intercept|r2|points|with|without|bare|per_cpu_[0-9_]+)$'

# What is in the files of these names, once load_results has read them.
results=()
failures=() # what could not be measured, for people
emulator_commands=()

load_results() {
    mapfile -t results <"$scratch/results"
    mapfile -t failures <"$scratch/failures"
    mapfile -t emulator_commands <"$scratch/emulator_commands"
}

# result FIGURE CPUS VALUE UNIT [KEY=VALUE...]: prints the line and keeps it. The key "goal" is the
# greatest value that is good, "goal_least" the least one.
result() {
    local keys=${*:5}
    keep_result "RESULT bench=$benchmark figure=$1 cpus=$2 value=$3 unit=$4${keys:+ $keys}"
}

# keep_result LINE
keep_result() {
    is_result "$1" || fail "this line has no bench=, figure=, cpus= and value=: $1"
    echo "$1" >>"$scratch/results"
    echo "$1"
}

# is_result LINE: does it have what each has to have?
is_result() {
    [[ " $1 " =~ \ bench=[^\ ].*\ figure=[^\ ].*\ cpus=[1-9].*\ value=-?[0-9] ]]
}

# note_failure TEXT: something has no figures; the others are still measured.
note_failure() {
    echo "$1" >>"$scratch/failures"
}

# print_table: what has been kept, with the goals; other keys stand at the end of the row. Not what
# there is of each core.
print_table() {
    echo
    printf '%s\n' "${results[@]}" | awk '
        function grouped(value,  parts, n, text) {
            n = split(value, parts, ".")
            for (text = ""; length(parts[1]) > 3; parts[1] = substr(parts[1], 1, length(parts[1]) - 3))
                text = "," substr(parts[1], length(parts[1]) - 2) text
            return parts[1] text (n > 1 ? "." parts[2] : "")
        }
        BEGIN {
            format = "%-34s %5s %15s %-6s %12s %-7s %s\n"
            printf format, "figure", "cpus", "value", "unit", "goal", "", "notes"
        }
        / figure=cpu_time / { next }
        {
            split("", key)
            notes = ""
            for (i = 2; i <= NF; i++) {
                at = index($i, "=")
                name = substr($i, 1, at - 1)
                key[name] = substr($i, at + 1)
                if (name !~ /^(bench|figure|cpus|value|unit|goal|goal_least|samples)$/) notes = notes $i " "
            }
            goal = verdict = ""
            if ("goal" in key) {
                goal = grouped(key["goal"])
                verdict = key["value"] + 0 <= key["goal"] + 0 ? "reached" : "missed"
            } else if ("goal_least" in key) {
                goal = ">= " grouped(key["goal_least"])
                verdict = key["value"] + 0 >= key["goal_least"] + 0 ? "reached" : "missed"
            }
            line = sprintf(format, key["bench"] " " key["figure"], key["cpus"],
                           grouped(key["value"]), key["unit"], goal, verdict, notes)
            sub(/ *\n$/, "\n", line)
            printf "%s", line
        }'
}
