// Package backend runs the built plugin backend as Grafana does: as a child process that announces itself on its standard
// output and then serves gRPC on a socket of its own.
//
// The SDK's -standalone mode is not used: on start and on stop it kills every process whose command line holds the
// executable's name (FindAndKillCurrentPlugin), so two backends on one machine would end each other.
package backend

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/grafana/grafana-plugin-sdk-go/experimental/datasourcetest"
	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
)

// startTimeout bounds how long the binary may take to serve.
const startTimeout = 30 * time.Second

// Process is a running plugin backend, with the SDK's client of it. Its methods may be called concurrently.
type Process struct {
	*datasourcetest.TestPluginClient
	client *goplugin.Client
}

// Start runs the plugin binary and returns once it serves. The process ends with Stop, or when ctx ends.
func Start(ctx context.Context, binaryPath string) (*Process, error) {
	return StartWithLog(ctx, binaryPath, os.Stderr)
}

// StartWithLog is Start with the backend's log lines written to log instead of standard error.
func StartWithLog(ctx context.Context, binaryPath string, log io.Writer) (*Process, error) {
	if _, err := os.Stat(binaryPath); err != nil {
		return nil, fmt.Errorf("the plugin backend is not built: %w", err)
	}
	client := goplugin.NewClient(&goplugin.ClientConfig{
		Cmd: exec.CommandContext(ctx, binaryPath), // #nosec G204 -- the caller's own build
		HandshakeConfig: goplugin.HandshakeConfig{
			ProtocolVersion:  grpcplugin.ProtocolVersion,
			MagicCookieKey:   grpcplugin.MagicCookieKey,
			MagicCookieValue: grpcplugin.MagicCookieValue,
		},
		Plugins:          goplugin.PluginSet{},
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		GRPCDialOptions:  []grpc.DialOption{grpc.WithUnaryInterceptor(endOfContext)},
		StartTimeout:     startTimeout,
		Logger:           hclog.New(&hclog.LoggerOptions{Name: "backend", Level: hclog.Info, Output: log}),
	})
	protocol, err := client.Client()
	if err != nil {
		client.Kill()
		return nil, fmt.Errorf("starting %s: %w", binaryPath, err)
	}
	connection := protocol.(*goplugin.GRPCClient).Conn // the one protocol that is allowed
	return &Process{client: client, TestPluginClient: &datasourcetest.TestPluginClient{
		DataClient:        pluginv2.NewDataClient(connection),
		DiagnosticsClient: pluginv2.NewDiagnosticsClient(connection),
		ResourceClient:    pluginv2.NewResourceClient(connection),
	}}, nil
}

// endOfContext returns the context's error if the caller left or its time ran out.
func endOfContext(ctx context.Context, method string, request, response any, connection *grpc.ClientConn, call grpc.UnaryInvoker, options ...grpc.CallOption) error {
	err := call(ctx, method, request, response, connection, options...)
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("%s: %w", method, ctx.Err())
	}
	return err
}

// Stop ends the process and waits for it.
func (p *Process) Stop() {
	p.client.Kill()
}

// Exited tells whether the process has ended, by itself or by Stop.
func (p *Process) Exited() bool {
	return p.client.Exited()
}

// Pid is the process' id, 0 once it has ended: for measuring what it uses.
func (p *Process) Pid() int {
	if attached := p.client.ReattachConfig(); attached != nil && !p.Exited() {
		return attached.Pid
	}
	return 0
}

// Metrics are the backend's own metrics, in Prometheus' text format.
func (p *Process) Metrics(ctx context.Context) (string, error) {
	response, err := p.DiagnosticsClient.CollectMetrics(ctx, &pluginv2.CollectMetricsRequest{})
	return string(response.GetMetrics().GetPrometheus()), err
}
