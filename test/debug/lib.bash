# SPDX-License-Identifier: MIT
# What the judges of this folder share. Needs command, the command line of tools/run.

JUDGE=test/debug/${0##*/}
SOURCE=$(dirname "$0")/crash.c

fail() {
    echo "$JUDGE: $*"
    exit 1
}

# place WORDS: file:line of the line of crash.c that says "here: WORDS".
place() {
    local line
    line=$(grep -n "here: $1 \*/" "$SOURCE" | cut -d : -f 1)
    [[ $line =~ ^[0-9]+$ ]] || fail "crash.c has not one line that says here: $1"
    echo "test/debug/crash.c:$line"
}

# expect_lines FILE REGEX...: lines of FILE match them, in this order.
expect_lines() {
    local file=$1 regex line at=0
    shift
    for regex; do
        line=$(tail -n +$((at + 1)) "$file" | grep -nEm 1 -e "$regex" | cut -d : -f 1)
        [[ -n $line ]] || fail "no line, or not after those before, matches: $regex"
        ((at += line))
    done
}
