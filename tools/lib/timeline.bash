# SPDX-License-Identifier: MIT
# What each core did in the runs of a kernel: its lines MUSTER_BENCH, as a Chrome trace and drawn. Needs
# messages.bash, output.bash, chrome.bash, chart.bash, opt[] and scratch.

# read_timeline: makes $scratch/trace, the table of chrome.bash, of $scratch/console: for each CPU and
# run a bar from its begin to its end, and one from there to the last CPU's end.
read_timeline() {
    tr -d '\r' <"$scratch/console" | awk '
        $1 != "MUSTER_BENCH" { next }
        {
            for (i = 2; i <= NF; i++)
                key[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
            if (!count++ || key["begin_ticks"] + 0 < first + 0) first = key["begin_ticks"]
            if (key["last_ticks"] + 0 > last + 0) last = key["last_ticks"]
            if (!(key["bench"] in state))
                state[key["bench"]] = ++benches
            if (key["run"] < key["warmups"])
                bar(998, "warm-up", key["begin_ticks"], key["end_ticks"])
            else
                bar(state[key["bench"]], key["bench"], key["begin_ticks"], key["end_ticks"])
            bar(999, "wait", key["end_ticks"], key["last_ticks"])
        }
        function bar(state, name, begin, end) {
            rows[++n] = key["cpu"] "\t" key["run"] "\trun\t" key["cpu"] "\t" state "\t" begin "\t" end \
                "\t0\t" name
        }
        END {
            if (!n)
                exit 1
            print key["hz"] "\t" first "\t" first "\t" last
            for (i = 1; i <= n; i++)
                print rows[i]
        }' >"$scratch/timeline" || {
        say "no timeline: the program printed no line MUSTER_BENCH: it does not measure with muster_bench()"
        return 1
    }
    sed -n 1p "$scratch/timeline" >"$scratch/trace"
    sed 1d "$scratch/timeline" | sort -s -t $'\t' -k 1,1n -k 6,6n -k 7,7n >>"$scratch/trace"
}

# write_timeline TITLE CPUS TRACE_FILE SVG_FILE: either file may be ''. 1 when it could not.
write_timeline() {
    read_timeline || return
    if [[ -n $3 ]]; then
        chrome_trace "$2" 'the first begin' 'the last end' >"$scratch/trace.json" &&
            write_whole "$3" "$scratch/trace.json" || {
            say "could not write --trace $3"
            return 1
        }
    fi
    if [[ -n $4 ]]; then
        draw_chart "$1" "$2" 'the first begin' 'the last end' >"$scratch/chart.svg" &&
            write_whole "$4" "$scratch/chart.svg" || {
            say "could not draw --timeline $4"
            return 1
        }
    fi
}
