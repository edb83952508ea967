# SPDX-License-Identifier: MIT
# Sourced first by every check. A check works on the tree that it stands in, or on the one in its
# first argument (a copy in which something has been broken, to see the check fail).

ROOT=$(cd "${1:-$(dirname "$0")/../..}" && pwd -P)
readonly ROOT SKIPPED=77
findings=0

# source_files: every file of the tree, one a line, from ROOT; not what git ignores.
source_files() {
    (
        cd "$ROOT" || exit
        if [[ -e .git ]] && git ls-files -co --exclude-standard 2>/dev/null; then
            exit
        fi
        find . \( -path ./.git -o -path ./build -o -name __pycache__ \) -prune -o -type f -print | sed 's|^\./||'
    ) | sort -u | while IFS= read -r file; do
        [[ ! -f $ROOT/$file ]] || printf '%s\n' "$file"
    done
}

# finding TEXT...: something is wrong.
finding() {
    printf '%s\n' "$*"
    findings=$((findings + 1))
}

# findings_of: each line of standard input is one.
findings_of() {
    local line
    while IFS= read -r line; do
        finding "$line"
    done
}

skip() {
    printf 'skipped: %s\n' "$*"
    exit "$SKIPPED"
}

# verdict HOW_TO_MEND...: ends the check.
verdict() {
    ((findings)) || exit 0
    printf '\n%d findings. %s\n' "$findings" "$*"
    exit 1
}
