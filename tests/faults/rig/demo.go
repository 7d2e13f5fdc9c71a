package rig

import (
	"bufio"
	"context"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var demoAddress = regexp.MustCompile(`^demo \w+: (http://\S+)`)

// StartDemo runs the demo server on a free port with the flags of docs/demo.md, until the test ends, and returns its
// address. Tests run two folders below the root.
func StartDemo(t testing.TB, flags ...string) string {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	demo := exec.CommandContext(ctx, "node", append([]string{"--import", "tsx", "demo/main.ts", "--port", "0"}, flags...)...) // #nosec G204 -- the repository's own
	demo.Dir = "../.."
	var complaints strings.Builder
	demo.Stderr = &complaints
	output, err := demo.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, demo.Start(), "the demo server needs Node and the packages of package.json")
	t.Cleanup(func() {
		cancel()
		_ = demo.Wait()
	})
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if address := demoAddress.FindStringSubmatch(lines.Text()); address != nil {
			return address[1]
		}
	}
	t.Fatalf("the demo server didn't start: %s", complaints.String())
	return ""
}
