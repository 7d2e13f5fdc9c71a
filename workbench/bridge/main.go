// Command bridge takes the place of Grafana's server: it serves the workbench's page and the part of Grafana's HTTP API that a
// data source's browser half uses, and forwards requests to the real backend process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/ovh/ovh-opentsdb-datasource/workbench/backend"
)

// presetsVariable names the environment variable with the data sources to start with: a JSON array of data sources as
// Grafana's API takes them, secureJsonData included. An environment variable, since a command line is seen by everyone.
const presetsVariable = "WORKBENCH_DATASOURCES"

type options struct {
	port   int
	binary string
	files  fileRoots
}

func main() {
	var o options
	flag.IntVar(&o.port, "port", 3300, "port to serve on, on 127.0.0.1; 0 for a free one")
	flag.StringVar(&o.binary, "backend", "", "the plugin's built backend")
	flag.StringVar(&o.files.page, "page", "workbench/dist", "folder of the workbench's bundle")
	flag.StringVar(&o.files.plugin, "plugin", "dist", "folder of the built plugin")
	untilStdinCloses := flag.Bool("until-stdin-closes", false, "end when standard input does, and so with the parent process")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *untilStdinCloses {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			stop()
		}()
	}
	if err := run(ctx, o, os.Getenv(presetsVariable)); err != nil {
		fmt.Fprintln(os.Stderr, "bridge:", err)
		stop()
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, o options, presets string) error {
	sources, err := newDataSources([]byte(presets))
	if err != nil {
		return fmt.Errorf("%s: %w", presetsVariable, err)
	}
	process, err := backend.Start(context.Background(), o.binary)
	if err != nil {
		return err
	}
	defer process.Stop()

	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", o.port))
	if err != nil {
		return fmt.Errorf("%w: set PORT to another one", err)
	}
	s := &server{backend: process, dataSources: sources}
	httpServer := &http.Server{Handler: s.handler(o.files), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = httpServer.Close() })
	fmt.Printf("workbench: http://%s\n", listener.Addr())
	if err := httpServer.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
