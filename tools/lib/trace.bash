# SPDX-License-Identifier: MIT
# What the runtime says with cpuhp.trace=1, each CPU's way through the hotplug states: taken out of
# the console, and made into a Chrome trace. Needs messages.bash, chart.bash, opt[], append (a list)
# and scratch.

# The runtime's lines; trace_table below has their form.
readonly TRACE_LINE='^MUSTER_CPUHP(_CLOCK)? '

is_tracing() {
    [[ -n ${opt[trace]}${opt[boot-chart]} ]]
}

# Adds the runtime's option. With --dtb the command line is the tree's own, and so the option is.
add_trace_option() {
    ! is_tracing || [[ -n ${opt[dtb]} ]] || append+=(cpuhp.trace=1)
}

# ---- files that are there whole or not at all ----------------------------------------------------

# check_output OPTION: could its file be written? Nothing is known to be there until it is.
check_output() {
    local file=${opt[$1]} temporary
    [[ -n $file ]] || return 0
    [[ ! -e $file || -f $file ]] || fail "--$1 $file: that is there, and no file"
    temporary=$(mktemp -- "$(temporary_pattern "$file")" 2>/dev/null) && rm -- "$temporary" ||
        fail "--$1 $file: no file can be written there"
}

check_trace_options() {
    is_tracing && [[ -z ${opt[dry-run]} ]] || return 0
    check_output trace
    check_output boot-chart
    [[ $(readlink -m -- "${opt[trace]:-/}") != "$(readlink -m -- "${opt[boot-chart]:-/}")" ]] ||
        fail "--trace and --boot-chart name the same file, ${opt[trace]}"
}

# Beside the file, so that it can take its place at once; for a link, beside what that leads to.
temporary_pattern() {
    echo "$(readlink -m -- "$1").XXXXXX"
}

# write_whole FILE SOURCE
write_whole() {
    local temporary file
    file=$(readlink -m -- "$1")
    temporary=$(mktemp -- "$(temporary_pattern "$1")") || return
    # With the mode of any new file, not mktemp's.
    cat "$2" >"$temporary" && chmod "=rw" "$temporary" &&
        mv -fT -- "$temporary" "$file" || {
        rm -f -- "$temporary"
        return 1
    }
}

# ---- from the console to a table -----------------------------------------------------------------

# Takes the runtime's lines out of the console, to $scratch/trace-lines; passes on the others as
# soon as they are whole.
take_trace_lines() {
    LC_ALL=C sed -uE "/$TRACE_LINE/{w $scratch/trace-lines
        d}"
}

# Makes $scratch/trace of them: first the clock (hz start smp_begin smp_end), then a line for each
# state passed, by CPU and time: cpu pass dir on state begin end result name. Tabs are between them.
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

# ---- from the table to a Chrome trace ------------------------------------------------------------

# chrome_trace CPUS: one event a line. Times are in us since start_ticks.
chrome_trace() {
    awk -F '\t' -v cpus="$1" -v process="$TRACE_PROCESS" '
        function event(text) {
            printf "%s{%s}", separator, text
            separator = ",\n"
        }
        function meta(what, thread, key, text) {
            event("\"ph\":\"M\",\"pid\":" process ",\"tid\":" thread ",\"name\":\"" what \
                  "\",\"args\":{\"" key "\":" text "}")
        }
        function instant(name, ticks) {
            event("\"ph\":\"i\",\"s\":\"g\",\"pid\":" process ",\"tid\":0,\"ts\":" \
                  us(ticks - start) ",\"name\":\"" name "\",\"args\":{\"ticks\":" ticks "}")
        }
        function us(ticks) {
            return sprintf("%.3f", ticks * 1000000 / hz)
        }
        function quoted(text) {
            gsub(/\\/, "\\\\&", text)
            gsub(/"/, "\\\\&", text)
            return "\"" text "\""
        }
        # The bars of a CPU have to nest, or Perfetto leaves some out. The control CPU may still be
        # in the state that turned a CPU on when that is in its next: the first bar ends there.
        function shown_end(i,  j, end) {
            end = to[i]
            for (j = i + 1; j <= count && cpu[j] == cpu[i] && from[j] < end; j++)
                if (to[j] > end)
                    end = from[j]
            return end
        }
        NR == 1 { hz = $1; start = $2; smp_begin = $3; smp_end = $4; next }
        {
            count++
            cpu[count] = $1; from[count] = $6 + 0; to[count] = $7 + 0
            name[count] = quoted($9); way[count] = $3
            args[count] = "{\"state\":" $5 ",\"on\":" $4 ",\"pass\":" $2 ",\"result\":" $8 \
                ",\"begin_ticks\":" $6 ",\"end_ticks\":" $7 "}"
        }
        END {
            print "{\"traceEvents\": ["
            meta("process_name", 0, "name", "\"muster\"")
            for (i = 0; i < cpus; i++) {
                meta("thread_name", i, "name", "\"CPU " i "\"")
                meta("thread_sort_index", i, "sort_index", i)
            }
            instant("smp_begin", smp_begin)
            instant("smp_end", smp_end)
            for (i = 1; i <= count; i++)
                event("\"ph\":\"X\",\"pid\":" process ",\"tid\":" cpu[i] \
                      ",\"ts\":" us(from[i] - start) ",\"dur\":" us(shown_end(i) - from[i]) \
                      ",\"name\":" name[i] \
                      ",\"cat\":\"" way[i] "\",\"args\":" args[i])
            print "\n], \"displayTimeUnit\": \"ns\"}"
        }' "$scratch/trace"
}

# No CPU's number: Perfetto takes the thread with the number of its process for the main one.
readonly TRACE_PROCESS=1000

# write_trace_files PROGRAM: what --trace and --boot-chart ask for. 1 when it could not.
write_trace_files() {
    local cpus
    read_trace || return
    cpus=$(traced_cpus)
    if [[ -n ${opt[trace]} ]]; then
        chrome_trace "$cpus" >"$scratch/trace.json" &&
            write_whole "${opt[trace]}" "$scratch/trace.json" || {
            say "could not write --trace ${opt[trace]}"
            return 1
        }
    fi
    if [[ -n ${opt[boot-chart]} ]]; then
        draw_chart "$1" "$cpus" >"$scratch/chart.svg" &&
            write_whole "${opt[boot-chart]}" "$scratch/chart.svg" || {
            say "could not draw --boot-chart ${opt[boot-chart]}"
            return 1
        }
    fi
}
