# SPDX-License-Identifier: MIT
# The addresses of a panic report as functions, files and lines. Needs messages.bash, packages.bash
# and scratch, a folder for what is in between.

# Sets addr2line and nm: GNU's for AArch64, or LLVM's, which have the same options and output.
find_binutils() {
    local prefix
    for prefix in aarch64-linux-gnu- aarch64-none-elf- llvm-; do
        addr2line=${prefix}addr2line nm=${prefix}nm
        ! is_present "$addr2line" || ! is_present "$nm" || return 0
    done
    require_packages symbolize
    addr2line=aarch64-linux-gnu-addr2line nm=aarch64-linux-gnu-nm
}

# read_symbols ELF: sets link_address and image_end_address, and makes $scratch/functions: "address
# name" of each, by address.
read_symbols() {
    local names
    [[ $(head -c 4 "$1" | tr -d '\177') == ELF ]] || fail "$1 is no ELF file"
    names=$("$nm" -n "$1" 2>"$scratch/messages") ||
        fail "$1 cannot be read: $(head -n 1 "$scratch/messages")"
    [[ -n $names ]] || fail "$1 has no symbols; is there one that has not been stripped?"
    link_address=$(address_of __muster_image_start)
    image_end_address=$(address_of __muster_image_end)
    [[ -n $link_address && -n $image_end_address ]] ||
        fail "$1 is no program of this runtime: it has no symbol __muster_image_start"
    sed -nE 's/^([0-9a-f]+) [tTwW] /\1 /p' <<<"$names" | grep -v ' \(__muster_\|\$\)' \
        >"$scratch/functions" || true
}

# address_of SYMBOL, in names: 0x...; nothing when there is none.
address_of() {
    sed -nE "s/^([0-9a-f]+) . $1\$/0x\1/p" <<<"$names" | head -n 1
}

# find_addresses: $scratch/addresses, a line for each in the log: number of its line, address, where
# the image was ("link" when the log does not say), the bytes to go back to the call (0 for a PC, 1
# for a return address), and ELR when it is that, or the PC in the report of another CPU.
find_addresses() {
    awk '
        function flush(image,  i) {
            for (i = 1; i <= pending; i++)
                print elr_line[i], elr[i], image, 0, "ELR"
            pending = 0
        }
        /^muster: (panic on )?CPU / { flush("link"); split("", is_elr) }
        match($0, /^  (ELR|at) 0x[0-9a-f]+/) {
            elr_line[++pending] = NR
            elr[pending] = substr($2, 1, RLENGTH - index($0, "0x") + 1)
            is_elr[elr[pending]] = 1
        }
        /^  back trace, / {
            image = match($0, /\(image at 0x[0-9a-f]+\)/) ? \
                substr($0, RSTART + 10, RLENGTH - 11) : "link"
            flush(image)
            in_trace = 1
            next
        }
        in_trace && /^    0x[0-9a-f]+( |$)/ {
            print NR, $1, image, / \(interrupted\)$/ || $1 in is_elr ? 0 : 1
            next
        }
        { in_trace = 0 }
        END { flush("link") }' "$scratch/log" | sort -n >"$scratch/addresses"
}

# look_up ELF: $scratch/places, a line for each of $scratch/addresses: number of its line, ELR or -,
# and text. In between, $scratch/linked: number, ELR or -, the address as linked, that of the call.
look_up() {
    local line address image call_bytes elr linked
    ! grep -q ' link ' "$scratch/addresses" ||
        say "the log does not say where the image was: taken to be at $link_address, as linked"
    while read -r line address image call_bytes elr; do
        ((${#address} <= 18 && ${#image} <= 18)) ||
            fail "line $line of the log is damaged: $address"
        [[ $image != link ]] || image=$link_address
        # Of a return address the call before it: it may be the last instruction of its function.
        linked=$((address - image + link_address))
        printf '%d %s 0x%x 0x%x\n' "$line" "${elr:--}" "$linked" $((linked - call_bytes))
    done <"$scratch/addresses" >"$scratch/linked"
    look_up_lines "$1"
    look_up_functions >"$scratch/places"
}

# $scratch/lines: for each of $scratch/linked one line, "file:line", or of several inlined
# functions "file:line (innermost, inlined in next at file:line, ...)"; "-" when nothing is known.
look_up_lines() {
    cut -d ' ' -f 4 "$scratch/linked" |
        "$addr2line" -a -f -i -e "$1" 2>"$scratch/messages" >"$scratch/answers" ||
        fail "$addr2line cannot read $1: $(head -n 1 "$scratch/messages")"
    awk -v root="$REPO_ROOT/" '
        function put(  i, text) {
            text = place[1]
            for (i = 2; i <= n; i++)
                text = text (i == 2 ? " (" name[1] : "") ", inlined in " name[i] " at " place[i]
            if (n)
                print text ~ /^[?]/ ? "-" : text (n > 1 ? ")" : "")
        }
        /^0x[0-9a-f]+$/ { put(); n = 0; is_name = 1; next }
        is_name { name[++n] = $0; is_name = 0; next }
        {
            sub(/ \(discriminator [0-9]+\)$|[.]obj:[?0]$/, "")
            # In the tree: as from its top. Files of the runtime are named /usr/src/muster/... there.
            if (index($0, root) == 1)
                $0 = substr($0, length(root) + 1)
            sub("^/usr/src/muster/", "")
            place[n] = $0
            is_name = 1
        }
        END { put() }' "$scratch/answers" >"$scratch/lines"
    # The name of that section.
    LC_ALL=C grep -aqF .debug_line "$1" ||
        say "$1 has no debug info: functions only, without files and lines"
}

# function_of ADDRESS: sets function to the name of the last one that does not begin behind it, and
# begin to its address. Uses addresses and names, which are in order.
function_of() {
    local first=0 end=${#addresses[@]} middle
    while ((end - first > 1)); do
        middle=$(((first + end) / 2))
        if ((addresses[middle] <= $1)); then
            first=$middle
        else
            end=$middle
        fi
    done
    function=${names[first]} begin=${addresses[first]}
}

# Puts function+offset before each of $scratch/lines.
look_up_functions() {
    local addresses=() names=() address name line elr linked call place function begin text
    while read -r address name; do
        addresses+=($((0x$address))) names+=("$name")
    done <"$scratch/functions"
    while read -r line elr linked call && read -r place <&3; do
        if ((call < link_address || call >= image_end_address)); then
            text='not in the program'
        else
            function_of "$call"
            printf -v text '%s+0x%x' "$function" $((linked - begin))
            [[ $place == - ]] || text+="  $place"
        fi
        printf '%s %s %s\n' "$line" "$elr" "$text"
    done <"$scratch/linked" 3<"$scratch/lines"
}

# annotate: the log with $scratch/places in it.
annotate() {
    awk '
        NR == FNR {
            line = $1; elr[line] = $2 == "ELR"
            sub(/^[^ ]+ [^ ]+ /, "")
            text[line] = $0
            next
        }
        !(FNR in text) { print; next }
        elr[FNR] { print; print "      " text[FNR]; next }
        # The name that the program itself has put there is in the text, too.
        { print "    " $1 "  " text[FNR] ($NF == "(interrupted)" ? "  " $NF : "") }
    ' "$scratch/places" "$scratch/log"
}
