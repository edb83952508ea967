# SPDX-License-Identifier: MIT
# Building and running the programs of a benchmark, and sums over what they say.
# Needs messages.bash, packages.bash, presets.bash, app.bash, emulator.bash, opt[], mode and cpu_numbers.

# A benchmark may have local ones.
run_timeout_s=120
runtime_options='' # words for the runtime on the kernel command line

# prepare_measuring: sets scratch and build_dir. What is found goes into files there, since each
# benchmark has a shell of its own: the lines of results, failures and emulator_commands.
prepare_measuring() {
    build_dir=$REPO_ROOT/build/${opt[preset]}
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    : | tee "$scratch"/{results,failures,emulator_commands}
}

# attempt NAME COMMAND...: in a shell of its own, which fail() ends; then NAME has failed, and the
# caller goes on. Not in a condition, where set -e would have no effect in there.
attempt() {
    local status
    set +e
    (
        set -e
        trap 'exit 130' INT
        trap 'exit 143' TERM
        "${@:2}"
    )
    status=$?
    set -e
    ((status == 0)) || note_failure "$1"
}

# build_programs NAME...: programs of the tree, as bin/NAME.elf.
build_programs() {
    require_build_packages "${opt[preset]}"
    prepare_libc "${opt[preset]}"
    app_dir='' app_name=$1
    prepare_build_dir
    say "building $* with preset ${opt[preset]}"
    build_targets "$@"
}

# measures MODE: is it one of those asked for (--mode)?
measures() {
    [[ -z $mode || $mode == "$1" ]]
}

# deterministic: from here on one instruction is one nanosecond, and the cores take turns.
deterministic() {
    opt[icount]=yes opt[thread]=''
}

# concurrent: from here on each core has a host thread, and time is the host's.
concurrent() {
    opt[icount]='' opt[thread]=multi
}

# try_program NAME CPUS ARGUMENTS [EMULATOR_OPTION...]: boots bin/NAME.elf. Its exit status, or 137
# after a time-out. Sets wall_s, of the whole process, and cpu_s, the host's CPU time in it; what was
# printed is in the file $scratch/console.
try_program() {
    local status=0 user_s system_s TIMEFORMAT='%R %U %S'
    opt[cpus]=$2
    append_text=$runtime_options${3:+${runtime_options:+ }-- $3}
    emulator_command "$build_dir/bin/$1.elf"
    command+=("${@:4}")
    note_command
    {
        time timeout --foreground --signal=KILL "$run_timeout_s" "${command[@]}" \
            </dev/null >"$scratch/console" 2>"$scratch/errors"
    } 2>"$scratch/times" || status=$?
    read -r wall_s user_s system_s < <(tail -n 1 "$scratch/times")
    cpu_s=$(calculate "$user_s + $system_s" 3)
    return "$status"
}

# run_program ...: as try_program, for one that has to end with status 0.
run_program() {
    local status=0
    try_program "$@" || status=$?
    ((status == 0)) && return
    cat "$scratch/errors" "$scratch/console" >&2
    fail "$1 with $2 cores ended with status $status (see above): $(print_command)"
}

# Each different command once, for write_json.
note_command() {
    local line
    line=$(print_command)
    grep -qxF -e "$line" "$scratch/emulator_commands" || echo "$line" >>"$scratch/emulator_commands"
}

# program_value FIGURE: what the program said in its line RESULT ... figure=FIGURE ... value=...
program_value() {
    local value
    value=$(sed -n "s/^RESULT .*figure=$1 .*value=\([0-9][0-9.]*\).*/\1/p" "$scratch/console")
    if [[ -z $value ]]; then
        cat "$scratch/console" >&2
        fail "the program printed no figure $1 (see above): $(print_command)"
    fi
    echo "$value"
}

# numbers_of_cpus DEFAULT...: those of --cpus, else the defaults.
numbers_of_cpus() {
    if ((${#cpu_numbers[@]})); then
        echo "${cpu_numbers[*]}"
    else
        echo "$*"
    fi
}

# calculate EXPRESSION DIGITS: with numbers alone, rounded to so many digits behind the point.
calculate() {
    awk "BEGIN { printf \"%.$2f\", $1 }"
}

# sorted VALUE...: one a line, the least first.
sorted() {
    printf '%s\n' "$@" | sort -g
}

# median VALUE...: the middle one; of an even number the mean of the two in the middle.
median() {
    sorted "$@" | awk '{ v[NR] = $1 }
        END { printf "%.12g\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# spread VALUE...: the keys of a line that gives their median.
spread() {
    local IFS=,
    echo "runs=$# min=$(sorted "$@" | head -n 1) max=$(sorted "$@" | tail -n 1) samples=$*"
}
