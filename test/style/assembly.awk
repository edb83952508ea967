# SPDX-License-Identifier: MIT
# Finds asm statements and system registers in C code. An asm label, as in
#     extern const char end[] __asm__("__muster_end");
# is none: it is a string in parentheses, behind a declaration. -v file=NAME for the messages.

# Leaves code and strings of the line: comments go, over line ends.
{
    code = $0
    if (in_comment) {
        end = index(code, "*/")
        code = end ? substr(code, end + 2) : ""
        in_comment = !end
    }
    while ((start = index(code, "/*"))) {
        end = index(substr(code, start + 2), "*/")
        if (!end) {
            in_comment = 1
            code = substr(code, 1, start - 1)
            break
        }
        code = substr(code, 1, start - 1) " " substr(code, start + end + 3)
    }
    sub(/\/\/.*/, "", code)
}

code ~ /"([^"]*(\\[nt]|;))?[ \t]*(mrs|msr)[ \t]/ {
    print file ":" FNR ": reads or writes a system register outside arch/aarch64"
}

# What stands before it in the same statement tells a label from a statement.
{
    if (code ~ /^[ \t]*#/)
        statement = ""
    if (match(code, /(^|[^A-Za-z0-9_])(__asm__|__asm|asm)[ \t]*($|\(|volatile|goto|inline)/)) {
        before = statement substr(" " code, 1, RSTART)
        sub(/^.*[;{}]/, "", before)
        sub(/^[ \t]*#[ \t]*define[ \t]+[A-Za-z0-9_]+(\([^)]*\))?/, "", before)
        is_name = substr(code, RSTART) ~ /asm[_]*[ \t]*\([ \t]*"[A-Za-z0-9_.]*"([ \t]*#[a-z_]+)?\)/
        declares = before ~ /[A-Za-z0-9_)\]]/ &&
            before !~ /(^|[^A-Za-z0-9_])(if|for|while|do|else|case|register)([^A-Za-z0-9_]|$)/
        if (!is_name || !declares)
            print file ":" FNR ": asm outside arch/aarch64"
    }
    if (code ~ /[;{}][ \t]*$/)
        statement = ""
    else
        statement = statement code " "
}
