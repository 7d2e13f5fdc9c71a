#!/bin/bash
# Runs the tests against a real OpenTSDB, which it starts on free ports of 127.0.0.1 and stops again: `run.sh [RELEASE]
# [FLAGS OF GO TEST]`, where RELEASE is 2.2.1, 2.3.2, 2.4.1 (the default) or `all`, one after the other. The older releases
# run the tests of what releases differ in. Prints go test's JSON lines. Without java or mvn it says that it was skipped, and
# succeeds.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
run=${OPENTSDB_RUN:-$here/run}
newest=2.4.1
releases=("$newest")
case ${1:-} in
all)
  releases=("$newest" 2.2.1 2.3.2)
  shift
  ;;
[0-9]*)
  releases=("$1")
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
stop() { "$here/server/server" stop "$run" "$port" 0; }
trap stop EXIT

cd "$root"
failed=0
for release in "${releases[@]}"; do
  export OPENTSDB_VERSION=$release
  "$here/server/server" start "$run" "$port" "$zookeeper" >&2
  tests=()
  [ "$release" = "$newest" ] || tests=(-run 'Release|BuiltIn')
  OPENTSDB_URL="http://127.0.0.1:$port" go test -count=1 -json ./tests/opentsdb/... "${tests[@]}" "$@" || failed=1
  stop
done
exit $failed
