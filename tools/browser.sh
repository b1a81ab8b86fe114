#!/bin/sh
# Makes sure that there is a Chromium for the journeys. Usage: tools/browser.sh PLAYWRIGHT
set -eu

for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null 2>&1; then
        echo "Browser for the tests: $(command -v "$name")"
        exit 0
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the tests"
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends chromium >/dev/null; then
        exit 0
    fi
fi

echo "Downloading Chromium for the tests"
if "$1" install chromium; then
    exit 0
fi
echo "The tests need a browser: install Chromium or Chrome so that 'chromium' is on the PATH." >&2
exit 2
