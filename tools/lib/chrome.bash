# SPDX-License-Identifier: MIT
# The table of what each CPU did when, $scratch/trace, as a Chrome trace (ui.perfetto.dev). Tabs are
# between its columns. Needs scratch.
#
# Its first line is the clock: hz start begin end, the last three in ticks. Each other line is a bar,
# by CPU and time: cpu pass dir on state begin end result name. dir is a class of bars, "down" for
# those in a lighter colour; state is a number by which names are ordered; result below 0 is a failure.

# chrome_trace CPUS BEGIN END: one event a line; the last two are names for the clock's begin and end.
# Times are in us since its start.
chrome_trace() {
    awk -F '\t' -v cpus="$1" -v begin_name="$2" -v end_name="$3" -v process="$TRACE_PROCESS" '
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
        function shown_end(i,  j, last) {
            last = to[i]
            for (j = i + 1; j <= count && cpu[j] == cpu[i] && from[j] < last; j++)
                if (to[j] > last)
                    last = from[j]
            return last
        }
        NR == 1 { hz = $1; start = $2; begin = $3; end = $4; next }
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
            instant(begin_name, begin)
            instant(end_name, end)
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
