// Command gpx_opentsdb is the Grafana backend plugin of the OVH Metrics (OpenTSDB) data source.
package main

import (
	"os"
	_ "time/tzdata" // calendar intervals need time zones, which not every Grafana image has

	"github.com/grafana/grafana-plugin-sdk-go/backend/datasource"
	"github.com/grafana/grafana-plugin-sdk-go/backend/log"

	"github.com/ovh/ovh-opentsdb-datasource/pkg/plugin"
)

func main() {
	plugin.RedactStandardLog()
	boundGarbage()
	if err := datasource.Manage(plugin.ID, plugin.New, datasource.ManageOpts{}); err != nil {
		log.DefaultLogger.Error("The plugin stopped", "error", err)
		os.Exit(1)
	}
}
