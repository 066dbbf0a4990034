#!/usr/bin/env bash
# run.sh: starts the playground and Limber on this machine and says which address to open.
# Ctrl-C (or SIGTERM) ends both. PORT=N chooses the port (8065; a free one if that is taken).
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
build=${BUILD:-build}
playground='' bot=''
# The room is forgotten at the end, and so is what the bot remembers of it.
state=$(mktemp -d "$build/run.XXXXXX") || exit 1

# shellcheck disable=SC2317 # called by the traps
end() {
    trap - EXIT
    trap '' INT TERM # a second Ctrl-C must not leave one of them behind
    # The bot first: it still has replies to deliver.
    [ -n "$bot" ] && kill "$bot" 2>/dev/null && wait "$bot" 2>/dev/null
    [ -n "$playground" ] && kill "$playground" 2>/dev/null && wait "$playground" 2>/dev/null
    rm -rf "$state"
    exit "${1:-0}"
}
trap 'end 0' INT TERM
trap 'end $?' EXIT

# start_playground PORT: its address in $address, once it listens.
start_playground() {
    : >"$state/out"
    "$build/playground" --port "$1" --token-file "$state/token" >"$state/out" 2>"$state/err" &
    playground=$!
    for _ in {1..100}; do
        address=$(sed -n 's/^playground listening on \(http.*\)\/$/\1/p' "$state/out")
        [ -n "$address" ] && return 0
        kill -0 "$playground" 2>/dev/null || break
        sleep 0.05
    done
    wait "$playground" 2>/dev/null
    playground=''
    return 1
}

# In process groups of their own: the terminal's Ctrl-C reaches this script only, which ends
# them in order.
set -m
if ! start_playground "${PORT:-8065}" && { [ -n "${PORT:-}" ] || ! start_playground 0; }; then
    cat "$state/err" >&2
    echo "run: the playground does not start" >&2
    exit 1
fi

# Everyone who tries it wants an answer, also to what somebody has just asked: no cool-down.
LIMBER_PLATFORM=mattermost LIMBER_URL=$address LIMBER_TOKEN_FILE=$state/token \
    LIMBER_LEDGER=$state/ledger.db LIMBER_CHANNEL_MODE=questions LIMBER_COOLDOWN=0 \
    "$build/limber" run &
bot=$!
set +m

printf '\n  Open  %s/  in a browser. Ctrl-C ends it.\n\n' "$address"
wait -n "$bot" "$playground"
status=$?
echo "run: one of the two has ended (status $status)" >&2
exit "$status"
