#!/usr/bin/env bash
# Installs the system packages that the build needs (Debian and Ubuntu by apt, macOS by Homebrew) and checks the toolchain.
# With the argument "tests" also the browser that the tests drive, unless FORGE_BROWSER names one, and PostgreSQL's server,
# which the tests start for themselves.
source "$(dirname "$0")/common.sh"

check_swift() {
    have swift || die "the Swift toolchain is missing." \
        "install Swift $SWIFT_MINIMUM or newer from https://www.swift.org/install and put it on the PATH."
    local version
    version=$(swift --version 2>/dev/null | grep -oE 'Swift version [0-9]+\.[0-9]+' | grep -oE '[0-9]+\.[0-9]+' | head -n 1) || true
    [ -n "$version" ] || die "swift does not start." \
        "run 'swift --version' and install the system libraries that it misses (https://www.swift.org/install)."
    [ "$(printf '%s\n%s\n' "$SWIFT_MINIMUM" "$version" | sort -V | head -n 1)" = "$SWIFT_MINIMUM" ] ||
        die "Swift $version is too old." "install Swift $SWIFT_MINIMUM or newer from https://www.swift.org/install."
    say "   Swift $version"
}

install_debian() {
    local missing=() package
    for package in $DEBIAN_PACKAGES; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        say "   all system packages are there"
        return
    fi
    say "   installing: ${missing[*]}"
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || die "these system packages are missing: ${missing[*]}" "as root: apt-get install ${missing[*]}"
        as_root=(sudo)
        # Asked here, because the steps below run in the background with their output in a file.
        sudo -v || die "sudo was refused." "as root: apt-get install ${missing[*]}"
    fi
    logged apt-update "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q ||
        die "apt-get update failed." "check the network and /etc/apt/sources.list, then run this again."
    logged apt-install "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        "${missing[@]}" || die "apt-get could not install ${missing[*]}." "run it by hand and read its message."
}

wants_browser() {
    [ "${1:-}" = tests ] && [ -z "${FORGE_BROWSER:-}" ] && ! have chromium && ! have chromium-browser && ! have google-chrome
}

step "System packages"
check_swift
if wants_browser "$@"; then DEBIAN_PACKAGES+=" chromium"; fi
if [ "${1:-}" = tests ]; then DEBIAN_PACKAGES+=" postgresql openssl"; fi
if have apt-get; then
    install_debian
elif [ "$(uname)" = Darwin ]; then
    have brew || die "Homebrew is missing." "install it from https://brew.sh, then run this again."
    logged brew brew install pkgconf sqlite libpq llama.cpp
    if [ "${1:-}" = tests ]; then logged brew-tests brew install postgresql@15; fi
else
    say "   unknown system: please make sure that these exist: C/C++ compiler, pkg-config, SQLite 3, libpq and zlib headers, Python 3 with venv"
fi
for tool in cc c++ pkg-config python3; do
    have "$tool" || die "$tool is missing." "install it with your system's package manager."
done
