#!/usr/bin/env bash
# A delivery on its whole way: capture URL, signature, schema, the app behind Switchhook, and the app's answer.
# `npm run` puts `switchhook` on the PATH.
set -euo pipefail

export REPLICER_SECRET=${REPLICER_SECRET:-rpl_ci_secret}
export PORT=${PORT:-3000}
work=$(mktemp -d)
export SWITCHHOOK_DATA=$work/data
trap 'kill $(jobs -p) 2> /dev/null || true; wait; rm -rf "$work"' EXIT

cat > "$work/switchhook.json" << CONFIG
{
  "endpoints": [
    {
      "name": "Calls",
      "provider": "replicer",
      "target": "http://127.0.0.1:$PORT/hooks",
      "mode": "forward",
      "secrets": [{ "label": "ci", "value": "env:REPLICER_SECRET" }]
    }
  ]
}
CONFIG

node src/server.js > "$work/app" &
switchhook listen --json --no-tunnel --port 0 --ui-port 0 --config "$work/switchhook.json" > "$work/lines" &
until [ -s "$work/app" ] && [ -s "$work/lines" ]; do sleep 0.1; done

# A sample of the documented event to the endpoint's capture URL, signed; the exit code is 0 only where the app took it.
url=$(head -n 1 "$work/lines" | node -p 'JSON.parse(fs.readFileSync(0)).endpoints[0].url')
switchhook send replicer call.ended --to "$url" --secret env:REPLICER_SECRET

# The app refuses what somebody else has signed: exit code 4.
if switchhook send replicer call.ended --to "$url" --secret env:REPLICER_SECRET --fault wrong-secret; then exit 1; fi

# Both came, and were judged as they should be.
switchhook wait --match 'type:call.ended verified:yes status:204' --since start --timeout 30
switchhook wait --match 'type:call.ended verified:no status:401' --since start --timeout 30
