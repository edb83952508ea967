# SPDX-License-Identifier: MIT
# Sourced first by every tool: where the tree is, and how a tool speaks.

REPO_ROOT=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd -P)
TOOL=tools/${0##*/}

# say TEXT...: one line for the user, on stderr, so that stdout stays the program's own.
say() {
    printf '%s: %s\n' "$TOOL" "$*" >&2
}

# fail TEXT...: the tool itself cannot go on. Its status is 2, whatever the reason.
fail() {
    say "$@"
    exit 2
}

# quietly COMMAND...: its output is shown only if it fails; its status is passed on.
quietly() {
    local output status=0
    output=$("$@" 2>&1 </dev/null) || status=$?
    ((status == 0)) || printf '%s\n' "$output" >&2
    return "$status"
}

# is_one_of WORD CHOICE...
is_one_of() {
    local word=$1 choice
    shift
    for choice; do
        [[ $word != "$choice" ]] || return 0
    done
    return 1
}
