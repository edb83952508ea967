# SPDX-License-Identifier: MIT
# Files that are there whole or not at all. Needs messages.bash.

# check_output OPTION FILE: could it be written? Nothing is known to be there until it is.
check_output() {
    local temporary
    [[ -n $2 ]] || return 0
    [[ ! -e $2 || -f $2 ]] || fail "$1 $2: that is there, and no file"
    temporary=$(mktemp -- "$(temporary_pattern "$2")" 2>/dev/null) && rm -- "$temporary" ||
        fail "$1 $2: no file can be written there"
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
