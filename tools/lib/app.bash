# SPDX-License-Identifier: MIT
# From what the user calls an application to the files to boot, built if need be.
# Needs messages.bash, packages.bash, presets.bash, and opt[preset].

# resolve_app APP: sets
#   build_dir  where it is or will be built
#   app_dir    its folder, when outside the tree; else empty
#   app_name   its name; empty for a file, and for a folder that did not say which of its own
#   app_file   the file, when APP is one; else empty
resolve_app() {
    build_dir=$REPO_ROOT/build/${opt[preset]}
    app_dir='' app_name='' app_file=''
    case $1 in
        '') fail "which application? $(known_apps)" ;;
        *.elf | *.img)
            [[ -f $1 ]] || fail "there is no file $1"
            app_file=$1
            ;;
        */* | . | .. | .:*) resolve_folder "$1" ;;
        *)
            is_tree_app "$1" || fail "there is no application $1. $(known_apps)"
            app_name=$1
            ;;
    esac
}

# DIR or DIR:NAME; a folder of the tree's own apps/ is that application.
resolve_folder() {
    local dir=$1 name=''
    [[ -d $dir || $dir != *:* ]] || dir=${1%:*} name=${1##*:}
    [[ -d $dir ]] || fail "there is no folder $dir"
    [[ -f $dir/CMakeLists.txt ]] ||
        fail "$dir has no CMakeLists.txt; it takes one with muster_add_app(NAME SOURCES ...)"
    dir=$(cd "$dir" && pwd -P)
    if [[ ${dir%/*} == "$REPO_ROOT/apps" ]]; then
        app_name=${dir##*/}
    else
        app_dir=$dir app_name=$name build_dir=$dir/build/${opt[preset]}
    fi
}

# name_outside_app: completes app_name for a folder outside the tree.
name_outside_app() {
    local names
    mapfile -t names < <(outside_apps)
    ((${#names[@]})) || fail "$app_dir/CMakeLists.txt has no muster_add_app(NAME SOURCES ...)"
    if [[ -n $app_name ]]; then
        is_one_of "$app_name" "${names[@]}" ||
            fail "$app_dir has no application $app_name; it has: ${names[*]}"
    elif ((${#names[@]} == 1)); then
        app_name=${names[0]}
    else
        fail "$app_dir has several applications; say $app_dir:NAME, NAME one of: ${names[*]}"
    fi
}

# CMake's list; where CMake has not run yet, what the text says.
outside_apps() {
    cat "$build_dir/bin/outside-apps.txt" 2>/dev/null ||
        sed -n 's/^[[:space:]]*muster_add_app([[:space:]]*\([^[:space:])]\{1,\}\).*/\1/p' \
            "$app_dir/CMakeLists.txt"
}

# The folders of apps/, and every program that CMake knows once it has run (the tests too).
tree_apps() {
    local folder
    {
        for folder in "$REPO_ROOT"/apps/*/; do
            [[ ! -d $folder ]] || basename "$folder"
        done
        cat "$build_dir/bin/apps.txt" 2>/dev/null || true
    } | sort -u
}

known_apps() {
    echo "The tree has: $(tree_apps | paste -sd ' ')."
    [[ -f $build_dir/bin/apps.txt ]] ||
        echo "(Test programs too, once the preset has been built: run one of these first.)"
}

is_tree_app() {
    [[ -d $REPO_ROOT/apps/$1 ]] || is_listed_app "$1"
}

# Does CMake know the application already?
is_listed_app() {
    grep -qxF -e "$1" "$build_dir/bin/apps.txt" 2>/dev/null
}

is_configured() {
    local made=$build_dir/build.ninja
    [[ -f $made && ! $REPO_ROOT/CMakePresets.json -nt $made ]] || return 1
    if [[ -n $app_dir ]]; then
        [[ -f $build_dir/bin/outside-apps.txt && ! $app_dir/CMakeLists.txt -nt $made ]]
    else
        [[ -z $app_name ]] || is_listed_app "$app_name"
    fi
}

# prepare_build_dir: CMake's configuration, where there is none or it is out of date.
prepare_build_dir() {
    ! is_configured || return 0
    say "configuring $build_dir"
    quietly configure "${opt[preset]}" "$build_dir" ${app_dir:+"-DMUSTER_APP_DIR=$app_dir"} ||
        fail "CMake could not configure preset ${opt[preset]} (see above)"
}

# build_targets TARGET...
build_targets() {
    quietly build "$build_dir" "$@" ||
        fail "$* does not build with preset ${opt[preset]} (see above)"
}
