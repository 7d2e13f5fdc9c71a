// Command gpx_opentsdb is the Grafana backend plugin of the OVH Metrics (OpenTSDB) data source.
package main

import (
	"math"
	"os"
	"runtime/debug"
	_ "time/tzdata" // calendar intervals need time zones, which not every Grafana image has

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
)

// memoryLimit, in bytes, is from where on the collector takes garbage earlier than when it is as much as what is in use. It
// is no bound: results that need more get it. A GOMEMLIMIT of the environment goes before it.
const memoryLimit = 400 << 20

func main() {
	plugin.TameStandardLog()
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(memoryLimit)
	}
	if err := datasource.Manage(plugin.ID, plugin.New, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The plugin stopped", "error", err)
		os.Exit(1)
	}
}
