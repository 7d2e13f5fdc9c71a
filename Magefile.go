//go:build mage
// +build mage

package main

import (
	"encoding/json"
	"fmt"
	"os"

	// mage:import
	build "github.com/grafana/grafana-plugin-sdk-go/build"
	"github.com/grafana/grafana-plugin-sdk-go/build/buildinfo"
)

// Default configures the default target.
var Default = build.BuildAll

var _ = build.SetBeforeBuildCallback(reproducible)

// reproducible has the same sources give the same backend: it keeps the machine's paths, the state of its working copy and
// the time of building out of it.
func reproducible(cfg build.Config) (build.Config, error) {
	var plugin struct{ ID string }
	var npm struct{ Version string }
	for path, into := range map[string]any{"src/plugin.json": &plugin, "package.json": &npm} {
		text, err := os.ReadFile(path)
		if err != nil {
			return cfg, err
		}
		if err := json.Unmarshal(text, into); err != nil {
			return cfg, fmt.Errorf("%s: %w", path, err)
		}
	}
	cfg.CustomVars = map[string]string{}
	// The SDK's own would be dated now.
	buildinfo.Info{PluginID: plugin.ID, Version: npm.Version}.AppendFlags(cfg.CustomVars)
	if cfg.Env != nil { // nil where nothing is compiled
		cfg.Env["GOFLAGS"] = "-trimpath -buildvcs=false"
	}
	return cfg, nil
}
