#!/bin/sh
# Install the servers to compare with into a folder: setup.sh FOLDER. What cannot be installed is noted in FOLDER/missing/NAME
# with the reason, and does not stop the rest. No service is started, now or later.
set -u
folder=$(mkdir -p "$1" && cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder/missing"

missing() { # missing REASON NAME...
    reason=$1; shift
    for name in "$@"; do echo "$reason" > "$folder/missing/$name"; echo "  $name: $reason"; done
}

have() { command -v "$1" >/dev/null 2>&1; }

packages() {
    if have ejabberdctl && have prosody && have mosquitto && [ -x "$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | tail -1)" ] &&
        dpkg -s erlang-p1-pgsql >/dev/null 2>&1; then return 0; fi
    if ! have apt-get; then reason="the system has no apt-get; install it by hand"
    elif [ "$(id -u)" != 0 ]; then reason="installing packages needs root"
    else
        # A package must not start its service: this file forbids it while packages are installed.
        rule=/usr/sbin/policy-rc.d
        if [ ! -e "$rule" ]; then printf '#!/bin/sh\nexit 101\n' > "$rule"; chmod +x "$rule"; trap 'rm -f /usr/sbin/policy-rc.d' EXIT; fi
        echo "Installing ejabberd, Prosody, Mosquitto, PostgreSQL ..."
        DEBIAN_FRONTEND=noninteractive apt-get update -qq > "$folder/apt.log" 2>&1
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            ejabberd erlang-p1-pgsql prosody mosquitto postgresql >> "$folder/apt.log" 2>&1
        reason="apt-get could not install it, see $folder/apt.log"
    fi
    have mosquitto || missing "$reason" mosquitto
    have prosody || missing "$reason" prosody
    have ejabberdctl && ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || missing "$reason" ejabberd
}

node_servers() {
    stamp="$folder/node/.ready"
    [ -e "$stamp" ] && cmp -s "$here/node/package-lock.json" "$folder/node/package-lock.json" && return 0
    if ! have node || ! have npm; then missing "there is no Node with npm" ws uws socketio; return 0; fi
    echo "Installing ws, uWebSockets.js, Socket.IO and better-sqlite3 ..."
    mkdir -p "$folder/node"
    cp "$here/node/package.json" "$here/node/package-lock.json" "$folder/node/"
    if (cd "$folder/node" && npm ci --ignore-scripts && npm rebuild better-sqlite3) > "$folder/npm.log" 2>&1; then touch "$stamp"
    else missing "npm could not install it, see $folder/npm.log" ws uws socketio; fi
}

synapse() {
    [ -e "$folder/synapse/.ready" ] && return 0
    echo "Installing Synapse ..."
    if (python3 -m venv "$folder/synapse" && "$folder/synapse/bin/pip" install matrix-synapse) > "$folder/synapse.log" 2>&1
    then touch "$folder/synapse/.ready"
    else missing "pip could not install it, see $folder/synapse.log" synapse; fi
}

rm -f "$folder"/missing/*
packages
node_servers
synapse
echo "The servers to compare with are in $folder."
