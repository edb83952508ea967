# SPDX-License-Identifier: MIT
# CMake presets: their names, and configuring and building one of them.
# Needs messages.bash.

# preset_names: the configure presets that are not hidden, one a line, in the file's order.
# Read without CMake, which is perhaps not installed yet: each record starts after a "name" key.
preset_names() {
    awk 'BEGIN { RS = "\"name\"" }
         NR > 1 {
             split($0, quoted, "\"")
             if ($0 !~ /"hidden"[ \t\n]*:[ \t\n]*true/) print quoted[2]
             if ($0 ~ /"(build|test|package|workflow)Presets"/) exit
         }' "$REPO_ROOT/CMakePresets.json"
}

# check_preset PRESET NAME...: is it one of the names?
check_preset() {
    is_one_of "$@" || fail "there is no preset $1; CMakePresets.json has: ${*:2}"
}

# lock_build_dir DIR: until the subshell that calls it ends, no other tool configures or builds there.
lock_build_dir() {
    local lock
    mkdir -p "$1"
    exec {lock}>"$1/.tools-lock"
    flock "$lock"
}

# prepare_libc PRESET: builds newlib where that is its libc, as CMake would, but seen by the user.
prepare_libc() {
    [[ $1 != *-newlib-* ]] || "$REPO_ROOT/tools/build-newlib"
}

# configure PRESET BUILD_DIR [CMAKE_ARGUMENT...]
configure() (
    lock_build_dir "$2"
    cmake --preset "$1" -S "$REPO_ROOT" -B "$2" "${@:3}" &&
        touch "$2/build.ninja" # newer than all that it was made from, even if it stayed the same
)

# build BUILD_DIR [TARGET...]
build() (
    lock_build_dir "$1"
    cmake --build "$1" ${2:+--target "${@:2}"}
)
