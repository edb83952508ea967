# SPDX-License-Identifier: MIT
# What the runtime says with cpuhp.trace=1, each CPU's way through the hotplug states: taken out of
# the console, and made into files. Needs messages.bash, output.bash, chrome.bash, chart.bash,
# opt[], append (a list) and scratch.

# The runtime's lines; trace_table below has their form.
readonly TRACE_LINE='^MUSTER_CPUHP(_CLOCK)? '

is_tracing() {
    [[ -n ${opt[trace]}${opt[boot-chart]} ]]
}

# Adds the runtime's option. With --dtb the command line is the tree's own, and so the option is.
add_trace_option() {
    ! is_tracing || [[ -n ${opt[dtb]} ]] || append+=(cpuhp.trace=1)
}

check_trace_options() {
    is_tracing && [[ -z ${opt[dry-run]} ]] || return 0
    check_output --trace "${opt[trace]}"
    check_output --boot-chart "${opt[boot-chart]}"
    [[ $(readlink -m -- "${opt[trace]:-/}") != "$(readlink -m -- "${opt[boot-chart]:-/}")" ]] ||
        fail "--trace and --boot-chart name the same file, ${opt[trace]}"
}

# ---- from the console to a table -----------------------------------------------------------------

# Takes the runtime's lines out of the console, to $scratch/trace-lines; passes on the others as
# soon as they are whole.
take_trace_lines() {
    LC_ALL=C sed -uE "/$TRACE_LINE/{w $scratch/trace-lines
        d}"
}

# Makes $scratch/trace of them, as chrome.bash has it: smp_begin and smp_end are its begin and end.
read_trace() {
    [[ -s $scratch/trace-lines ]] || {
        say "no trace: there is no line MUSTER_CPUHP... on the console. The program has not come" \
            "to its end, or its runtime does not record; with --dtb, that tree has to say cpuhp.trace=1"
        return 1
    }
    # Names become text that JSON and SVG can hold: iconv leaves out what is no UTF-8.
    { iconv -c -f UTF-8 -t UTF-8 "$scratch/trace-lines" || true; } |
        tr -d '\000-\011\013-\037\177' | trace_table >"$scratch/trace-table" || return
    sed -n 1p "$scratch/trace-table" >"$scratch/trace" &&
        sed 1d "$scratch/trace-table" | sort -s -t $'\t' -k 1,1n -k 6,6n -k 7,7n >>"$scratch/trace"
}

trace_table() {
    awk -v tool="$TOOL" '
        function wrong(why) {
            printf "%s: no trace: %s\n", tool, why >"/dev/stderr"
            failed = 1
            exit 1
        }
        function value(word) {
            return substr(word, index(word, "=") + 1)
        }
        # Are these the keys from the second word on, each with a value as it has to be?
        function has_form(keys,  i, key, n) {
            n = split(keys, key, " ")
            for (i = 1; i <= n; i++)
                if ($(i + 1) !~ "^" key[i] "=" (key[i] == "dir" ? "(up|down)" : "-?[0-9]+") "$")
                    return 0
            return 1
        }
        $1 == "MUSTER_CPUHP_CLOCK" && has_form("hz start_ticks smp_begin_ticks smp_end_ticks") {
            if (value($2) <= 0)
                wrong("its clock stands still: " $0)
            clock = value($2) "\t" value($3) "\t" value($4) "\t" value($5)
            next
        }
        $1 == "MUSTER_CPUHP" && $10 ~ /^name=/ &&
        has_form("cpu pass dir on state begin_ticks end_ticks result") {
            if (value($8) + 0 < value($7) + 0)
                wrong("a state ends before it begins: " $0)
            row = ""
            for (i = 2; i <= 9; i++)
                row = row value($i) "\t"
            name = substr($0, index($0, " name=") + 6)
            rows[++count] = row (name == "" ? "?" : name)
            next
        }
        { wrong("this line of the console is not understood: " $0) }
        END {
            if (failed)
                exit 1
            if (clock == "")
                wrong("there is no line MUSTER_CPUHP_CLOCK on the console")
            print clock
            for (i = 1; i <= count; i++)
                print rows[i]
        }'
}

# How many CPUs there are to show: those of the machine, which --dtb may say otherwise.
traced_cpus() {
    awk -F '\t' -v cpus="$([[ -n ${opt[dtb]} ]] && echo 1 || echo "${opt[cpus]}")" '
        NR > 1 && $1 >= cpus { cpus = $1 + 1 }
        END { print cpus }' "$scratch/trace"
}

# ---- files ---------------------------------------------------------------------------------------

# write_trace_files PROGRAM: what --trace and --boot-chart ask for. 1 when it could not.
write_trace_files() {
    local cpus
    read_trace || return
    cpus=$(traced_cpus)
    if [[ -n ${opt[trace]} ]]; then
        chrome_trace "$cpus" smp_begin smp_end >"$scratch/trace.json" &&
            write_whole "${opt[trace]}" "$scratch/trace.json" || {
            say "could not write --trace ${opt[trace]}"
            return 1
        }
    fi
    if [[ -n ${opt[boot-chart]} ]]; then
        draw_chart "$1" "$cpus" smp_begin smp_end >"$scratch/chart.svg" &&
            write_whole "${opt[boot-chart]}" "$scratch/chart.svg" || {
            say "could not draw --boot-chart ${opt[boot-chart]}"
            return 1
        }
    fi
}
