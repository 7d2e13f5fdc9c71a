package rig

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// PeakMemory is the maximum resident memory of the process since its start, or since ResetPeak; bytes.
func (p *Process) PeakMemory() (int64, error) { return p.status("VmHWM") }

// Memory is what the process has resident now; bytes.
func (p *Process) Memory() (int64, error) { return p.status("VmRSS") }

// ResetPeak makes PeakMemory count from now (proc_pid_clear_refs(5)).
func (p *Process) ResetPeak() error {
	return os.WriteFile(p.proc("clear_refs"), []byte("5"), 0)
}

// OpenFiles is the number of files and connections that the process holds open.
func (p *Process) OpenFiles() (int, error) {
	entries, err := os.ReadDir(p.proc("fd"))
	return len(entries), err
}

// clockTick is the unit of times in /proc on every Linux that Go runs on (USER_HZ).
const clockTick = 10 * time.Millisecond

// CPU is the processor time that the process has used, its own and the kernel's for it, to a hundredth of a second.
func (p *Process) CPU() (time.Duration, error) { return CPUOf(p.Pid()) }

// CPUOf is the processor time that any process has used so far.
func CPUOf(pid int) (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The program's name, in brackets, may hold spaces; utime and stime are the 14th and 15th fields.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 13 {
		return 0, fmt.Errorf("can't read the processor time of process %d", pid)
	}
	var ticks int64
	for _, field := range fields[11:13] {
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * clockTick, nil
}

func (p *Process) status(name string) (int64, error) {
	status, err := os.ReadFile(p.proc("status"))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, name+":"); ok {
			kB, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kB << 10, err
		}
	}
	return 0, fmt.Errorf("%s has no %s", p.proc("status"), name)
}

func (p *Process) proc(file string) string { return fmt.Sprintf("/proc/%d/%s", p.Pid(), file) }
