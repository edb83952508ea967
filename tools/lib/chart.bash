# SPDX-License-Identifier: MIT
# Draws the table that chrome.bash describes: a row for each CPU, a bar for each state, as an SVG.
# Needs messages.bash, scratch, and gnuplot.

readonly CHART_PLOT_WIDTH_PX=1000
readonly CHART_ROW_MOST_PX=24    # of a few CPUs
readonly CHART_ROWS_MOST_PX=1600 # of all the rows; with many CPUs each is thinner
readonly CHART_LABEL_PX=14       # a row that has its number beside it, or several rows

# draw_chart TITLE CPUS BEGIN END: the last two are names for the clock's begin and end.
draw_chart() {
    chart_script "$@" >"$scratch/chart.gnuplot" || return
    LC_ALL=C.UTF-8 gnuplot -d "$scratch/chart.gnuplot" </dev/null || {
        say "gnuplot failed (see above)"
        return 1
    }
}

# chart_script ...: as draw_chart; for gnuplot.
chart_script() {
    CHART_TITLE=$(tr -d '\000-\037\177' <<<"$1") awk -F '\t' -v cpus="$2" \
        -v plot_px="$CHART_PLOT_WIDTH_PX" -v row_most_px="$CHART_ROW_MOST_PX" \
        -v rows_most_px="$CHART_ROWS_MOST_PX" -v label_px="$CHART_LABEL_PX" \
        -v begin_name="$3" -v end_name="$4" "$CHART_AWK" "$scratch/trace"
}

# In single quotes gnuplot takes everything as it is but the quote. Colours go by the state, in
# the order of the states; what takes too little time to be seen is widened and drawn last.
# shellcheck disable=SC2016
readonly CHART_AWK='
function quoted(text) {
    gsub(/\047/, "\047\047", text)
    return "\047" text "\047"
}

function lighter(colour,  i, digits, text) {
    digits = "0123456789abcdef"
    for (i = 2; i <= 7; i++)
        text = text substr(digits, int((index(digits, substr(colour, i, 1)) - 1) * 0.4 + 9) + 1, 1)
    return "#" text
}

function number(colour,  i, value) {
    for (i = 2; i <= 7; i++)
        value = value * 16 + index("0123456789abcdef", substr(colour, i, 1)) - 1
    return value
}

# Ticks since the begin of the clock, in the unit of the drawing.
function at(ticks) {
    return (ticks - clock_begin) / hz * scale
}

NR == 1 { hz = $1; clock_begin = $3; clock_end = $4; last = $4 + 0; first_tick = $3 + 0; next }
{
    count++
    cpu[count] = $1; way[count] = $3 == "down" ? "down" : "up"; from[count] = $6 + 0; to[count] = $7 + 0
    result[count] = $8; name[count] = $9
    if ($1 == 0)
        has_boot_cpu = 1
    if (from[count] < first_tick) first_tick = from[count]
    if (to[count] > last) last = to[count]
    if (!($9 in state)) {
        order[++states] = $9
        state[$9] = $5 + 0
    }
    if (length($9) > longest) longest = length($9)
    seen[$9, way[count]] = 1
}

function choose_unit(seconds) {
    unit = "us"; scale = 1000000
    if (seconds >= 0.01) { unit = "ms"; scale = 1000 }
    if (seconds >= 10) { unit = "s"; scale = 1 }
}

function sort_states(  i, j, held) {
    for (i = 2; i <= states; i++) {
        held = order[i]
        for (j = i; j > 1 && state[order[j - 1]] > state[held]; j--)
            order[j] = order[j - 1]
        order[j] = held
    }
}

function choose_colours(  i, palette, n) {
    n = split("#4e79a7 #f28e2b #59a14f #b07aa1 #edc948 #76b7b2 #e15759 #9c755f #ff9da7 #2f4b7c " \
              "#a05195 #8cb400 #00a0dc #d45087 #7a5c00 #465c46", palette, " ")
    for (i = 1; i <= states; i++) {
        colour[order[i], "up"] = palette[(i - 1) % n + 1]
        colour[order[i], "down"] = lighter(colour[order[i], "up"])
    }
}

function lay_out(  entries, legend_px) {
    first_row = cpus > 1 && !has_boot_cpu
    rows = cpus - first_row
    row_px = rows_most_px / rows
    if (row_px > row_most_px) row_px = row_most_px
    entries = 2
    for (key in seen)
        entries++
    legend_px = 110 + longest * 8
    if (legend_px < 200) legend_px = 200
    width = 80 + plot_px + legend_px
    # gnuplot leaves out what is longer than the plot is high, so few rows become higher.
    if (rows * row_px < entries * 19) row_px = entries * 19 / rows
    height = int(rows * row_px + 120)
    print "set terminal svg noenhanced background \"#ffffff\" font \"sans-serif,12\" size " \
        width "," height
    printf "set encoding utf8\nset lmargin at screen %.6f\nset rmargin at screen %.6f\n", 70 / width,
        (70 + plot_px) / width
    printf "set tmargin at screen %.6f\nset bmargin at screen %.6f\n", 1 - 50 / height,
        1 - (50 + rows * row_px) / height
    printf "set key at screen %.6f, screen %.6f left top Left reverse vertical maxrows %d\n",
        (90 + plot_px) / width, 1 - 45 / height, entries
}

function label_axes(  step, i, separator) {
    for (step = 1; step * row_px < label_px; step *= 2)
        ;
    printf "set ytics scale 0 ("
    for (i = first_row; i < cpus; i++)
        if (i % step == 0 || rows == 1) {
            printf "%s\"%d\" %.1f", separator, i, i + 0.5
            separator = ", "
        }
    printf ")\nset yrange [%d:%d]\nset ylabel \"CPU\"\n", cpus, first_row
    left = at(first_tick); right = at(last)
    if (right <= left)
        right = left + 1
    printf "set xrange [%.9g:%.9g]\nset xlabel %s\n", left, right, quoted(unit " since " begin_name)
    print "set xtics out nomirror"
    print "set grid xtics lt 1 lw 0.5 lc rgb \"#d8d8d8\""
    print "set border 3 lw 0.5"
    total = sprintf(unit == "us" ? "%.1f us" : "%.3f " unit, at(clock_end))
    printf "set title %s\n", quoted(ENVIRON["CHART_TITLE"] ": " cpus " CPU" (cpus == 1 ? "" : "s") \
        ", " total " from " begin_name " to " end_name)
    printf "set arrow from %.9g, graph 0 to %.9g, graph 1 nohead dt 2 lc rgb \"#808080\"\n",
        at(clock_end), at(clock_end)
}

# Those that are wide enough to be seen, or those that are not.
function bars(block, wide,  i, begin, end, least, n) {
    least = (right - left) / plot_px
    print "$" block " << END_OF_BARS"
    for (i = 1; i <= count; i++) {
        begin = at(from[i]); end = at(to[i])
        if ((end - begin >= least) != wide)
            continue
        if (end < begin + least) end = begin + least
        if (end > right) { begin -= end - right; end = right }
        printf "%.9g %.9g %.2f %.2f %d\n", begin, end, cpu[i] + 0.08, cpu[i] + 0.92,
            number(colour[name[i], way[i]])
        n++
    }
    print "END_OF_BARS"
    return n
}

function failures(  i, n) {
    print "$failures << END_OF_BARS"
    for (i = 1; i <= count; i++)
        if (result[i] < 0) {
            printf "%.9g %.2f\n", at(to[i]), cpu[i] + 0.5
            n++
        }
    print "END_OF_BARS"
    return n
}

function plot(item) {
    printf "%s%s", plots++ ? ", \\\n    " : "plot ", item
}

function plot_bars(block) {
    plot("$" block " using 1:3:1:2:3:4:5 with boxxyerror fs solid noborder lc rgb variable notitle")
}

function legend(  i, w, ways) {
    split("up down", ways, " ")
    for (i = 1; i <= states; i++)
        for (w = 1; w <= 2; w++)
            if ((order[i], ways[w]) in seen)
                plot("keyentry with boxes fs solid noborder lc rgb \"" colour[order[i], ways[w]] \
                     "\" title " quoted(order[i] (ways[w] == "down" ? " (down)" : "")))
    plot("keyentry with lines dt 2 lc rgb \"#808080\" title " quoted(end_name))
}

END {
    choose_unit((last - first_tick) / hz)
    sort_states()
    choose_colours()
    lay_out()
    label_axes()
    has_wide = bars("wide", 1)
    has_thin = bars("thin", 0)
    has_failures = failures()
    plot("NaN notitle")
    if (has_wide) plot_bars("wide")
    if (has_thin) plot_bars("thin")
    if (has_failures)
        plot("$failures using 1:2 with points pt 2 ps 0.6 lw 2 lc rgb \"#c00000\" title \"failed\"")
    legend()
    print ""
}'
