# SPDX-License-Identifier: MIT
# Draws the speed-up and the efficiency of kernels over the number of cores, as an SVG. Needs
# messages.bash, results.bash, results_json.bash (about), scratch and gnuplot.

readonly SPEEDUP_WIDTH_PX=1100
readonly SPEEDUP_HEIGHT_PX=520
readonly SPEEDUP_LOG_CPUS=8 # with more cores than that their axis is logarithmic

# What there is to draw: "KERNEL CPUS SPEEDUP MIN MAX", in the order of the results.
speedup_points() {
    printf '%s\n' "${results[@]}" | awk '
        / figure=speedup / && / mode=mttcg( |$)/ {
            split("", key)
            for (i = 2; i <= NF; i++)
                key[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
            name = key["bench"] ("class" in key ? "_" key["class"] : "")
            if ("min" in key && "max" in key)
                print name, key["cpus"], key["value"], key["min"], key["max"]
        }'
}

# draw_speedups FILE: 1 when it could not.
draw_speedups() {
    speedup_points >"$scratch/speedups"
    [[ -s $scratch/speedups ]] || {
        say "--svg $1: there is no speed-up to draw: it takes kernels, timed (mode mttcg) on one core and" \
            "on more"
        return 1
    }
    speedup_script >"$scratch/speedups.gnuplot" || return
    LC_ALL=C.UTF-8 gnuplot -d "$scratch/speedups.gnuplot" </dev/null >"$scratch/speedups.svg" || {
        say "gnuplot failed (see above)"
        return 1
    }
    write_whole "$1" "$scratch/speedups.svg" || {
        say "could not write --svg $1"
        return 1
    }
}

# Two lines that say where the picture is from.
speedup_subtitle() {
    printf '%s, mode mttcg: QEMU %s with a host thread for each core; host: %s processors%s%s\n' \
        "${about[preset]}" "$(version_number "${about[qemu]-}")" \
        "${about[processors]-}" "${about[processor]:+, ${about[processor]}}" \
        "${about[load_at_begin]:+, load before ${about[load_at_begin]%% *}}"
    printf 'bars: from the slowest run to the fastest; %s%s%s\n' "${about[date]-}" "${about[revision]:+, revision ${about[revision]:0:12}}" \
        "$([[ ${about[revision]-} != *-dirty ]] || echo ' and changes')"
}

# speedup_script: for gnuplot.
speedup_script() {
    speedup_subtitle | tr -d '\000-\011\013-\037\177' >"$scratch/subtitle"
    SPEEDUP_FROM=$(sed -n 1p "$scratch/subtitle") SPEEDUP_WHEN=$(sed -n 2p "$scratch/subtitle") \
        awk -v width="$SPEEDUP_WIDTH_PX" -v height="$SPEEDUP_HEIGHT_PX" \
        -v log_cpus="$SPEEDUP_LOG_CPUS" -v processors="${about[processors]-0}" "$SPEEDUP_AWK" \
        "$scratch/speedups"
}

# In single quotes gnuplot takes everything as it is but the quote.
# shellcheck disable=SC2016
readonly SPEEDUP_AWK='
function quoted(text) {
    gsub(/\047/, "\047\047", text)
    return "\047" text "\047"
}

{
    if (!($1 in points)) {
        names[++kernels] = $1
        points[$1] = "1 1 1 1\n"
    }
    points[$1] = points[$1] $2 " " $3 " " $4 " " $5 "\n"
    seen[$2] = 1
    if ($2 + 0 > most) most = $2 + 0
    if ($5 + 0 > top) top = $5 + 0
    if ($5 / $2 > top_efficiency) top_efficiency = $5 / $2
}

function data(  i) {
    for (i = 1; i <= kernels; i++)
        printf "$k%d << END_OF_POINTS\n%sEND_OF_POINTS\n", i, points[names[i]]
}

function cores_axis(  n, list) {
    list = "1"
    for (n = 2; n <= most; n++)
        if (n in seen) list = list ", " n
    is_log = most > log_cpus
    if (is_log) print "set logscale x 2"
    printf "set xtics (%s)\nset xrange [%s:%s]\n", list, is_log ? 0.9 : 0.8, is_log ? most * 1.12 : most + 0.2
    print "set xlabel \"cores of the guest\""
}

# The kernels are a little beside each other, so that their bars do not hide one another.
function curves(efficiency,  i, by, x) {
    by = efficiency ? "$1" : "1"
    for (i = 1; i <= kernels; i++) {
        x = sprintf(is_log ? "($1*(1+%.4f))" : "($1+%.4f)", (i - (kernels + 1) / 2) * (is_log ? 0.012 : most * 0.006))
        printf ", \\\n  $k%d using %s:($3/%s):(0):(($4-$3)/%s) with vectors nohead lt %d lw 2 notitle", \
            i, x, by, by, i
        printf ", \\\n  $k%d using %s:($2/%s) with linespoints lt %d pt 7 ps 0.5 lw 1.5 %s", i, x, by, i,
            efficiency ? "title " quoted(shown(names[i])) : "notitle"
    }
    print ""
}

function shown(name) {
    gsub(/_/, " ", name)
    return name
}

function colours(  i, n, palette) {
    n = split("#4e79a7 #f28e2b #59a14f #b07aa1 #e15759 #76b7b2 #9c755f #edc948 #2f4b7c #d45087 #8cb400 #00a0dc", \
              palette, " ")
    for (i = 1; i <= kernels; i++)
        printf "set linetype %d lc rgb \"%s\" dt %d\n", i, palette[(i - 1) % n + 1], int((i - 1) / n) + 1
}

function host_line() {
    if (processors + 0 > 1 && processors + 0 < most)
        printf "set arrow 1 from %d, graph 0 to %d, graph 1 nohead dt 3 lc rgb \"#808080\"\n" \
            "set label 9 \"processors of the host\" at %d, graph 0.03 offset 0.6,0 tc rgb \"#808080\"\n",
            processors, processors, processors
}

END {
    print "set terminal svg noenhanced background \"#ffffff\" font \"sans-serif,12\" size " width "," height
    print "set encoding utf8"
    data()
    colours()
    print "set label 1 \"Speed-up of kernels over cores\" at screen 0.06, screen 0.955 font \"sans-serif,17\""
    print "set label 2 " quoted(ENVIRON["SPEEDUP_FROM"]) " at screen 0.06, screen 0.905 tc rgb \"#505050\""
    print "set label 3 " quoted(ENVIRON["SPEEDUP_WHEN"]) " at screen 0.06, screen 0.865 tc rgb \"#505050\""
    print "set multiplot"
    print "set tmargin at screen 0.8\nset bmargin at screen 0.13\nset border 3 lw 0.5"
    print "set grid ytics lt -1 lw 0.4 lc rgb \"#d8d8d8\"\nset xtics nomirror out\nset ytics nomirror out"
    cores_axis()
    host_line()
    print "set lmargin at screen 0.06\nset rmargin at screen 0.44\nset ylabel \"speed-up\" offset 1,0"
    if (top < most && most <= log_cpus) top = most
    printf "set yrange [0:%.3f]\nunset key\n", top * 1.08
    printf "plot x with lines dt 2 lc rgb \"#404040\" notitle"
    curves(0)
    print "unset label 1\nunset label 2\nunset label 3\nunset label 9"
    print "set lmargin at screen 0.52\nset rmargin at screen 0.82\nset ylabel \"efficiency: speed-up by cores\""
    printf "set yrange [0:%.3f]\n", (top_efficiency > 1 ? top_efficiency : 1) * 1.08
    print "set key at screen 0.84, screen 0.8 left top Left reverse vertical maxrows 30"
    printf "plot 1 with lines dt 2 lc rgb \"#404040\" title \"ideal\""
    curves(1)
    print "unset multiplot"
}'
