#!/bin/sh
# Chromium for the journeys: Debian's package, installed when it is missing and it may.
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && exit 0
fi
echo "The journeys need Chromium. On Debian or Ubuntu: apt-get install chromium" >&2
exit 1
