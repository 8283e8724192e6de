#!/bin/sh
# Other people's readers, as the lock pins them. Nothing else of the project needs Node.
cd "$(dirname "$0")" || exit 1
for each in node npm; do
    command -v $each >/dev/null 2>&1 && continue
    echo "The readers of question files need Node. On Debian or Ubuntu: apt-get install nodejs npm" >&2
    exit 1
done
[ node_modules/.package-lock.json -nt package-lock.json ] && exit 0
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && touch node_modules/.package-lock.json
