// Package backendtest has the real plugin process that tests of the host side talk to.
package backendtest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const echoPackage = "github.com/ovh/ovh-opentsdb-datasource/workbench/backend/testdata/echo"

// Echo is the path of the echo backend, which answers with what it was told. Main sets it.
var Echo string

// Main builds the echo backend once for a package's tests and runs them: call it as the package's TestMain.
func Main(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "echo")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	Echo = filepath.Join(folder, "echo")
	if output, err := exec.Command("go", "build", "-o", Echo, echoPackage).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "building the echo backend: %v\n%s", err, output)
		return 1
	}
	return m.Run()
}
