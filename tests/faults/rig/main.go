package rig

import (
	"fmt"
	"os"
	"testing"
)

// Main builds the backend into a folder of its own, tells where, runs the tests and returns their exit code.
func Main(m *testing.M, binary *string) int {
	folder, err := os.MkdirTemp("", "backend")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	if *binary, err = Build(folder); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}
