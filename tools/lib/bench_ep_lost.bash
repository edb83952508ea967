# SPDX-License-Identifier: MIT
# Benchmark: what the runtime takes of EP on one core, against the same loop in a bare image
# Modes: icount
# Needs measure.bash, results.bash and kernel_figures.bash (the goal).

# The watchdog's heart beats four times in this time; by default there is none.
readonly EP_LOST_WATCHDOG_MS=1000

bench_ep_lost() {
    local bare time runtime_options='' run_timeout_s=$timeout_s
    measures icount || return 0
    build_programs nas-ep bench-ep-bare
    deterministic
    say 'ep_lost: EP alone, in Muster, and in Muster with the watchdog'
    run_program bench-ep-bare 1 ''
    bare=$(program_value bare_time)
    ep_lost_time
    keep_kernel_result "$(ep_lost_line "$time" "$bare")"
    runtime_options=watchdog.timeout_ms=$EP_LOST_WATCHDOG_MS
    ep_lost_time
    keep_kernel_result "$(ep_lost_line "$time" "$bare") watchdog_ms=$EP_LOST_WATCHDOG_MS"
}

# Sets time, in instructions.
ep_lost_time() {
    run_program nas-ep 1 'class=S repeat=1 warmup=0 icount'
    time=$(program_value time)
}

# ep_lost_line WITH BARE
ep_lost_line() {
    echo "RESULT bench=ep figure=lost_work cpus=1 value=$(calculate "100 * ($1 - $2) / $2" 6)" \
        "unit=percent class=S verified=yes mode=icount with=$1 bare=$2"
}
