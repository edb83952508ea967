# SPDX-License-Identifier: MIT
# The figures as a file in JSON, and back. Needs messages.bash, results.bash; to write it, measure.bash,
# opt[preset] and build_dir; to read it, packages.bash and scratch.

readonly JSON_FORMAT=muster-bench-1
readonly BUSY_LOAD=0.5
readonly JSON_NUMBER='^-?(0|[1-9][0-9]*)(\.[0-9]+)?$'

# What the figures hold for, in the order of the file. Of these, read_json fills in what is there.
readonly ABOUT='date command revision machine processor processors system load_at_begin load_at_end
    qemu compiler preset'
declare -A about=()

# ---- writing -------------------------------------------------------------------------------------

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

# json_result LINE: numbers as numbers, samples as a list of them, all else as strings.
json_result() {
    local word value separator=''
    printf '{'
    for word in ${1#RESULT }; do
        value=${word#*=}
        if [[ ${word%%=*} == samples ]]; then
            value="[${value//,/, }]"
        elif [[ ! $value =~ $JSON_NUMBER ]]; then
            value=$(json_string "$value")
        fi
        printf '%s"%s": %s' "$separator" "${word%%=*}" "$value"
        separator=', '
    done
    printf '}'
}

# first_line_of COMMAND...: what it says about its version.
first_line_of() {
    { "$@" 2>/dev/null || true; } | head -n 1
}

# version_number LINE: the first number in it.
version_number() {
    sed 's/^[^0-9]*\([0-9.]*\).*/\1/' <<<"$1"
}

# cached VARIABLE: what CMake found for the preset.
cached() {
    sed -n "s/^$1:[^=]*=//p" "$build_dir/CMakeCache.txt"
}

compiler_version() {
    local compiler
    compiler=$(sed -n 's/^set(CMAKE_C_COMPILER "\(.*\)")$/\1/p' \
        "$build_dir"/CMakeFiles/*/CMakeCCompiler.cmake 2>/dev/null | head -n 1) || true
    [[ -z $compiler ]] || first_line_of "$compiler" --version # nothing where nothing was built
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

# The processes that want a processor: means over 1, 5 and 15 minutes.
host_load() {
    cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || true
}

# note_load: before anything is measured, sets load_at_begin; a host that is busy is no good for times.
note_load() {
    load_at_begin=$(host_load)
    ! measures mttcg || awk -v load="${load_at_begin%% *}" -v limit="$BUSY_LOAD" 'BEGIN { exit load > limit }' ||
        say "the host is not idle (load ${load_at_begin%% *}): times will show it"
}

# collect_about COMMAND_LINE: at the end, when all that was needed is there.
collect_about() {
    about=(
        [date]=$(date -u +%Y-%m-%dT%H:%M:%SZ)
        [command]=$1
        [revision]=$(revision)
        [machine]=$(uname -m)
        [processor]=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)
        [processors]=$(nproc)
        [system]=$(uname -sr)
        [load_at_begin]=$load_at_begin
        [load_at_end]=$(host_load)
        [qemu]=$(first_line_of qemu-system-aarch64 --version)
        [compiler]=$(compiler_version)
        [preset]=${opt[preset]}
    )
}

json_about() {
    local name value
    for name in $ABOUT; do
        value=${about[$name]-}
        [[ $value =~ $JSON_NUMBER && $name == processors ]] || value=$(json_string "$value")
        printf '  "%s": %s,\n' "$name" "$value"
    done
}

print_json() {
    cat <<JSON
{
  "format": "$JSON_FORMAT",
$(json_about)
  "emulator_commands": $(json_strings "${emulator_commands[@]}"),
  "failed": $(json_strings "${failures[@]}"),
  "results": $(json_results)
}
JSON
}

# ---- reading -------------------------------------------------------------------------------------

# Says what is wrong, or else "about NAME VALUE" and "RESULT ..." line by line. What it hands out has
# no spaces or line ends where a line RESULT has none.
readonly READ_JSON_JQ='
def text: tostring | gsub("[[:cntrl:]]"; "");
def word: if type == "array" then map(text) | join(",") else text end | gsub(" "; "_");
def has_keys: type == "object" and has("bench") and has("figure") and has("cpus") and
    (.value | type) == "number" and has("unit");
if type != "object" or .format != $format then
    "wrong it is no file of tools/bench --json, or one of another version (\"format\" is not \($format))"
elif (.results | type) != "array" or (.results | all(has_keys) | not) then
    "wrong its \"results\" are not those of tools/bench: each has bench, figure, cpus, value, unit"
else
    (to_entries[] | select(.key | test("^(format|results|emulator_commands|failed)$") | not) |
     "about \(.key | word) \(.value | text)"),
    (.results[] | "RESULT " + (to_entries | map("\(.key | word)=\(.value | word)") | join(" ")))
end'

# read_json OPTION FILE: its results as lines in $scratch/read-results; sets about.
read_json() {
    local kind name value
    require_packages json
    [[ -f $2 && -r $2 ]] || fail "$1 $2: there is no such file that can be read"
    jq -r --arg format "$JSON_FORMAT" "$READ_JSON_JQ" "$2" >"$scratch/read" 2>"$scratch/errors" ||
        fail "$1 $2: it is no JSON: $(tail -n 1 "$scratch/errors")"
    [[ -s $scratch/read ]] || fail "$1 $2: it is empty"
    about=()
    while read -r kind name value; do
        case $kind in
            wrong) fail "$1 $2: $name $value" ;;
            about) [[ -z $name ]] || about[$name]=$value ;;
        esac
    done <"$scratch/read"
    grep '^RESULT ' "$scratch/read" >"$scratch/read-results" || true
}
