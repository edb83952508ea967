# SPDX-License-Identifier: MIT
# What the judges of this folder share.

JUDGE=test/link/${0##*/}
RUN=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../tools" && pwd -P)/run

fail() {
    echo "$JUDGE: $*"
    exit 1
}

# quietly COMMAND...: its output is shown only if it fails.
quietly() {
    local output status=0
    output=$("$@" 2>&1) || status=$?
    ((status == 0)) || printf '%s\n' "$output"
    return "$status"
}

# boot FILE [ARGUMENT...]: ends the test unless the program ends with 0.
boot() {
    echo "booting $*"
    "$RUN" "$1" --cpus 4 --timeout 60 -- "${@:2}" </dev/null || fail "$1 has ended with status $?"
}
