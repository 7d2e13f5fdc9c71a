// Package rig runs the plugin's built backend as a process of its own, asks it what Grafana asks, and reads what it costs:
// for tests and measurements that a test inside the process can't make.
package rig

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/ovh/ovh-opentsdb-datasource/workbench/backend"
)

const backendPackage = "github.com/ovh/ovh-opentsdb-datasource/pkg"

// Build builds the backend into a folder, as the SDK builds it for the catalogue, and returns the binary's path.
func Build(folder string) (string, error) {
	binary := filepath.Join(folder, "backend")
	build := exec.Command("go", "build", "-tags", "arrow_json_stdlib", "-o", binary, backendPackage)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the backend: %w\n%s", err, output)
	}
	return binary, nil
}

// Process is a running backend whose full log, including debug lines that Grafana drops, is recorded.
type Process struct {
	*backend.Process
	folder  string
	logPath string
	host    lockedBuffer
}

// Start runs a binary until Stop, or until ctx ends.
func Start(ctx context.Context, binary string) (*Process, error) {
	folder, err := os.MkdirTemp("", "backend")
	if err != nil {
		return nil, err
	}
	p := &Process{folder: folder, logPath: filepath.Join(folder, "log")}
	// The host reads the backend's standard error and drops lines below its level: so the lines go into a file instead.
	starter := filepath.Join(folder, "start")
	script := fmt.Sprintf("#!/bin/sh\nexec '%s' 2>>'%s'\n", binary, p.logPath)
	if err := os.WriteFile(starter, []byte(script), 0o700); err != nil { // #nosec G306 -- a script has to be executable
		return nil, err
	}
	if p.Process, err = backend.StartWithLog(ctx, starter, &p.host); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	return p, nil
}

// Stop ends the process and forgets its log.
func (p *Process) Stop() {
	p.Process.Stop()
	_ = os.RemoveAll(p.folder)
}

// Log is all that the process has logged so far, and what its host logged about it.
func (p *Process) Log() (string, error) {
	own, err := os.ReadFile(p.logPath)
	return string(own) + p.host.String(), err
}

// Measurable says whether this machine tells what a process uses: Linux does, in /proc.
func Measurable() bool { return runtime.GOOS == "linux" }

type lockedBuffer struct {
	mu    sync.Mutex
	bytes []byte
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes = append(b.bytes, p...)
	return len(p), nil
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.bytes)
}
