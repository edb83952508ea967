# SPDX-License-Identifier: MIT
# Downloads an arm64 package of the distribution. apt works on a state folder of its own: neither root
# nor a foreign architecture is needed, and the machine's packages stay as they are. Sourced by the
# commands that fetch something.

# The settings of an apt for arm64 that keeps everything it knows under $1.
write_apt_config() {
    cat <<CONFIG
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
Dir::State::Lists "$1/lists";
Dir::Cache "$1/cache";
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
CONFIG
    # Its proxies and the like; none of its hooks.
    apt-config dump | grep '^Acquire::.* ".\+";$' | grep -v '^Acquire::\(IndexTargets\|Changelogs\)::'
    echo 'Acquire::Languages "none";'
}

# Leaves package $2 in folder $1. If the package only depends on another one, as linux-image-arm64
# does, and $3 is given, leaves the first package that it depends on.
download_package() {
    local name=$2
    mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
    chmod 755 "$1" # apt drops root while it downloads
    write_apt_config "$1" >"$1/apt.conf"
    export APT_CONFIG=$1/apt.conf
    cd "$1"
    # An unreachable source fails "update"; what counts is whether the package can be had.
    apt-get -qq update || true
    [[ -z ${3-} ]] || name=$(apt-cache depends "$name" | sed -n 's/^  Depends: //p' | head -n 1)
    apt-get -qq download "$name"
}
