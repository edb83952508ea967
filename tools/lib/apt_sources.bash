# SPDX-License-Identifier: MIT
# What this machine's apt is told about networks and mirrors, for a second, private apt to use.

# apt_network_settings: its proxies and the like, as lines of an apt.conf; none of its hooks.
apt_network_settings() {
    apt-config dump | grep '^Acquire::.* ".\+";$' | grep -v '^Acquire::\(IndexTargets\|Changelogs\)::'
}

# distribution_sources CODENAME: where the distribution itself comes from, security and updates too,
# as lines of a sources.list. Other parties' sources are left out.
distribution_sources() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(CODENAME)' \
        'Created-By: Packages' |
        awk -F '|' -v codename="$1" '
            { line[NR] = "deb " $2 " " $3 " " $4; origin[NR] = $1 }
            $5 == codename && $1 != "" { wanted = $1 }
            END { for (i = 1; i <= NR; i++) if (wanted && origin[i] == wanted) print line[i] }' |
        sort -u
}
