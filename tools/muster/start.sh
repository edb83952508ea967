# SPDX-License-Identifier: MIT
# Sourced by each command of tools/: starts the part of the Python package that has its name, and
# installs Python first where there is none.
#
# Debian's own python3 comes before one in PATH: apt puts matplotlib beside that one, and the stand-ins
# of version managers take longer to start than most commands to run. python3-minimal is not enough,
# which __main__.py notices: it comes back with MUSTER_INSTALL_PYTHON set.

set -eu
tools=$(cd "$(dirname "$0")" && pwd -P)
name=${0##*/}

find_python() {
    [ -z "${MUSTER_INSTALL_PYTHON-}" ] || return 1
    python=/usr/bin/python3
    [ -x "$python" ] || python=$(command -v python3)
}

cannot() {
    echo "tools/$name: needs Python 3.11 or later$1" >&2
    exit 2
}

install_python() {
    command -v apt-get >/dev/null ||
        cannot ", and there is no apt-get here to install it; it is what Debian calls python3"
    root=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || cannot ": you are not root and there is no sudo to install python3"
        root="sudo --"
    fi
    echo "tools/$name: installing python3" >&2
    for words in update "install --yes --no-install-recommends python3"; do
        # shellcheck disable=SC2086 # words are words
        messages=$($root env DEBIAN_FRONTEND=noninteractive \
            apt-get -qq -o DPkg::Lock::Timeout=600 $words 2>&1 </dev/null) || {
            echo "$messages" >&2
            cannot ": apt-get ${words%% *} failed (see above)"
        }
    done
}

find_python || {
    install_python
    unset MUSTER_INSTALL_PYTHON
    export MUSTER_INSTALLED_PYTHON=yes
    find_python || cannot ": python3 is installed, but not found"
}
exec "$python" "$tools/muster" "$name" "$@"
