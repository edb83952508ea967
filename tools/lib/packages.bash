# SPDX-License-Identifier: MIT
# The one list of Debian packages that Muster's tools need, and their installation.
# Needs messages.bash.

# group, package, and what shows that it is there: a command, or the pattern of a file.
readonly PACKAGES='
emulator    qemu-system-arm             qemu-system-aarch64
plot        gnuplot-nox                 gnuplot
json        jq                          jq
symbolize   binutils-aarch64-linux-gnu  aarch64-linux-gnu-addr2line
gdb         gdb-multiarch               gdb-multiarch
build       cmake                       cmake
build       ninja-build                 ninja
build       gcc-aarch64-linux-gnu       aarch64-linux-gnu-gcc
build       picolibc-aarch64-linux-gnu  /usr/lib/picolibc/aarch64-linux-gnu/lib/libc.a
newlib      newlib-source               /usr/src/newlib/newlib-*.tar.*
newlib      make                        make
newlib      xz-utils                    xz
clang       clang                       clang
clang       lld                         ld.lld
check       g++                         g++
check       g++-aarch64-linux-gnu       aarch64-linux-gnu-g++
check       libclang-rt-dev             /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a
check       clang-format                clang-format
check       libcmocka-dev               /usr/include/cmocka.h
check       libfdt-dev                  /usr/include/libfdt.h
check       device-tree-compiler        dtc
check       pkg-config                  pkg-config
check       git                         git
check       spin                        spin
debootstrap debootstrap                 debootstrap
'

# What a tool may ask for, as a list of the groups above.
readonly -A PACKAGE_GROUPS=(
    [emulator]='emulator'
    [plot]='plot'
    [json]='json'
    [run]='emulator build'
    [run-clang]='emulator build clang'
    [newlib]='newlib'
    [symbolize]='symbolize'
    [test]='emulator build newlib clang check plot json symbolize gdb'
    [fresh-check]='debootstrap'
)

# is_present EVIDENCE: is the command, or a file of that pattern, there?
is_present() {
    if [[ $1 == /* ]]; then
        compgen -G "$1" >/dev/null
    else
        command -v "$1" >/dev/null
    fi
}

# find_missing GROUP: sets missing_packages and missing_evidence.
find_missing() {
    local group package evidence
    missing_packages=()
    missing_evidence=()
    while read -r group package evidence; do
        [[ " ${PACKAGE_GROUPS[$1]} " == *" $group "* ]] || continue
        is_present "$evidence" && continue
        missing_packages+=("$package")
        missing_evidence+=("$evidence")
    done <<<"$PACKAGES"
}

# require_build_packages PRESET: what building with it, and running that, needs.
require_build_packages() {
    local group='run'
    [[ $1 != clang-* ]] || group='run-clang'
    require_packages "$group"
    [[ $1 != *-newlib-* ]] || require_packages newlib
}

# as_root COMMAND...: sudo only when not root.
as_root() {
    if ((EUID == 0)); then
        "$@"
    else
        sudo -- "$@"
    fi
}

# apt_get ARGUMENT...: asks nothing, and waits for another apt to end.
apt_get() {
    quietly as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o DPkg::Lock::Timeout=600 "$@"
}

# require_packages GROUP: installs what is missing of it. Costs no process when nothing is.
require_packages() {
    find_missing "$1"
    ((${#missing_packages[@]})) || return 0
    command -v apt-get >/dev/null ||
        fail "not found: ${missing_evidence[*]}. There is no apt-get here to install them;" \
            "install what Debian calls: ${missing_packages[*]}"
    ((EUID == 0)) || command -v sudo >/dev/null ||
        fail "to be installed, but you are not root and there is no sudo: ${missing_packages[*]}"
    say "installing ${missing_packages[*]}"
    apt_get update || fail "apt-get update failed (see above)"
    apt_get install --yes --no-install-recommends "${missing_packages[@]}" ||
        fail "apt-get could not install: ${missing_packages[*]}"
    find_missing "$1"
    ((${#missing_packages[@]} == 0)) ||
        fail "installed ${missing_packages[*]}, yet not found: ${missing_evidence[*]}"
}
