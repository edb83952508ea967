# SPDX-License-Identifier: MIT
# The figures of a benchmark: a line each for programs, a table for people, a file in JSON.
# Needs messages.bash, measure.bash, benchmark (its name), opt[preset] and build_dir.

results=()

# result FIGURE CPUS VALUE UNIT [KEY=VALUE...]: prints the line and keeps it. The key "goal" is the
# greatest value that is good.
result() {
    local keys=${*:5}
    results+=("RESULT bench=$benchmark figure=$1 cpus=$2 value=$3 unit=$4${keys:+ $keys}")
    echo "${results[-1]}"
}

# print_table: what has been kept, with the goals; other keys stand at the end of the row.
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
            format = "%-28s %5s %15s %-6s %12s %-7s %s\n"
            printf format, "figure", "cpus", "value", "unit", "goal", "", "notes"
        }
        {
            split("", key)
            notes = ""
            for (i = 2; i <= NF; i++) {
                at = index($i, "=")
                name = substr($i, 1, at - 1)
                key[name] = substr($i, at + 1)
                if (name !~ /^(bench|figure|cpus|value|unit|goal)$/) notes = notes $i " "
            }
            verdict = !("goal" in key) ? "" : key["value"] + 0 <= key["goal"] + 0 ? "reached" : "missed"
            line = sprintf(format, key["bench"] " " key["figure"], key["cpus"],
                           grouped(key["value"]), key["unit"], grouped(key["goal"]), verdict, notes)
            sub(/ *\n$/, "\n", line)
            printf "%s", line
        }'
}

json_string() {
    local text=${1//\\/\\\\}
    text=${text//\"/\\\"}
    printf '"%s"' "$text"
}

# json_list INDENT ITEM...: items that are JSON already.
json_list() {
    local item separator=''
    printf '['
    for item in "${@:2}"; do
        printf '%s\n%*s%s' "$separator" "$1" '' "$item"
        separator=,
    done
    printf '\n%*s]' $(($1 - 2)) ''
}

# json_result LINE: numbers as numbers, all else as strings.
json_result() {
    local word value separator=''
    printf '{'
    for word in ${1#RESULT }; do
        value=${word#*=}
        [[ $value =~ ^-?(0|[1-9][0-9]*)(\.[0-9]+)?$ ]] || value=$(json_string "$value")
        printf '%s"%s": %s' "$separator" "${word%%=*}" "$value"
        separator=', '
    done
    printf '}'
}

# first_line_of COMMAND...: what it says about its version.
first_line_of() {
    { "$@" 2>/dev/null || true; } | head -n 1
}

# cached VARIABLE: what CMake found for the preset.
cached() {
    sed -n "s/^$1:[^=]*=//p" "$build_dir/CMakeCache.txt"
}

compiler_version() {
    local compiler
    compiler=$(sed -n 's/^set(CMAKE_C_COMPILER "\(.*\)")$/\1/p' \
        "$build_dir"/CMakeFiles/*/CMakeCCompiler.cmake | head -n 1)
    first_line_of "$compiler" --version
}

# The commit, with "-dirty" where the tree is not what it says; nothing outside a repository.
revision() {
    git -C "$REPO_ROOT" describe --always --abbrev=40 --dirty 2>/dev/null || true
}

json_strings() {
    local text items=()
    for text; do
        items+=("$(json_string "$text")")
    done
    json_list 4 "${items[@]}"
}

json_results() {
    local line items=()
    for line in "${results[@]}"; do
        items+=("$(json_result "$line")")
    done
    json_list 4 "${items[@]}"
}

# write_json COMMAND_LINE
write_json() {
    cat <<JSON
{
  "date": $(json_string "$(date -u +%Y-%m-%dT%H:%M:%SZ)"),
  "command": $(json_string "$1"),
  "revision": $(json_string "$(revision)"),
  "machine": $(json_string "$(uname -m)"),
  "processors": $(nproc),
  "load_at_end": $(json_string "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || true)"),
  "qemu": $(json_string "$(first_line_of qemu-system-aarch64 --version)"),
  "compiler": $(json_string "$(compiler_version)"),
  "emulator_commands": $(json_strings "${emulator_commands[@]}"),
  "results": $(json_results)
}
JSON
}
