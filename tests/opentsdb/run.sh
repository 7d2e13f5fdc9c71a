#!/bin/bash
# Runs the tests against a real OpenTSDB, which it starts on free ports of 127.0.0.1 and stops again: `run.sh [VERSION]
# [FLAGS OF GO TEST]`, where VERSION is 2.2.1, 2.3.2 or 2.4.1 (the default). The older releases run the tests that are about
# what releases differ in. Prints go test's JSON lines. Without java or mvn it says that it was skipped, and succeeds.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
run=${OPENTSDB_RUN:-$here/run}
export OPENTSDB_VERSION=${OPENTSDB_VERSION:-2.4.1}
case ${1:-} in
[0-9]*)
  OPENTSDB_VERSION=$1
  shift
  ;;
esac

for tool in java mvn curl; do
  if ! command -v "$tool" >/dev/null; then
    echo "SKIPPED: the tests against a real OpenTSDB need $tool, which is not on this machine."
    exit 0
  fi
done

binary="$root/dist/gpx_opentsdb_$(go env GOOS)_$(go env GOARCH)"
if [ ! -x "$binary" ] || [ -n "$(find "$root/pkg" "$root/go.mod" -name '*.go' -newer "$binary" -print -quit)" ]; then
  (cd "$root" && npm run --silent build:backend) >&2
fi

read -r port zookeeper < <(node -e '
  const { createServer } = require("net");
  const servers = [createServer(), createServer()];
  let open = servers.length;
  for (const s of servers) s.listen(0, "127.0.0.1", () => --open || done());
  const done = () => { console.log(servers.map((s) => s.address().port).join(" ")); servers.forEach((s) => s.close()); };
')
trap '"$here/server/server" stop "$run" "$port" 0' EXIT
"$here/server/server" start "$run" "$port" "$zookeeper" >&2

tests=()
[ "$OPENTSDB_VERSION" = 2.4.1 ] || tests=(-run 'Release|BuiltIn')
cd "$root"
OPENTSDB_URL="http://127.0.0.1:$port" go test -count=1 -json ./tests/opentsdb/... "${tests[@]}" "$@"
