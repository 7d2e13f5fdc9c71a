// Package backend runs the built plugin backend as Grafana runs it: the binary is started as a child process, shakes
// hands over its standard output, and then answers gRPC on a socket of its own.
//
// The SDK's -standalone mode is not used: on start and on stop it kills every process whose command line holds the
// executable's name (FindAndKillCurrentPlugin), so two backends on one machine would end each other.
package backend

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/grafana/grafana-plugin-sdk-go/backend/grpcplugin"
	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/grafana/grafana-plugin-sdk-go/genproto/pluginv2"
)

// startTimeout is how long the binary may take until it serves.
const startTimeout = 30 * time.Second

// The names under which the SDK serves its gRPC services (grpcplugin.Serve).
const (
	dataService        = "data"
	diagnosticsService = "diagnostics"
	resourceService    = "resource"
)

// Process is a running plugin backend. Its methods may be called concurrently.
type Process struct {
	client      *goplugin.Client
	data        pluginv2.DataClient
	diagnostics pluginv2.DiagnosticsClient
	resource    pluginv2.ResourceClient
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
		VersionedPlugins: map[int]goplugin.PluginSet{
			grpcplugin.ProtocolVersion: {
				dataService:        &grpcplugin.DataGRPCPlugin{},
				diagnosticsService: &grpcplugin.DiagnosticsGRPCPlugin{},
				resourceService:    &grpcplugin.ResourceGRPCPlugin{},
			},
		},
		AllowedProtocols: []goplugin.Protocol{goplugin.ProtocolGRPC},
		StartTimeout:     startTimeout,
		Logger:           hclog.New(&hclog.LoggerOptions{Name: "backend", Level: hclog.Info, Output: log}),
	})
	p := &Process{client: client}
	if err := p.connect(); err != nil {
		client.Kill()
		return nil, fmt.Errorf("starting %s: %w", binaryPath, err)
	}
	return p, nil
}

// connect shakes hands with the child and takes hold of its services.
func (p *Process) connect() error {
	connection, err := p.client.Client()
	if err != nil {
		return err
	}
	if p.data, err = dispense[pluginv2.DataClient](connection, dataService); err != nil {
		return err
	}
	if p.diagnostics, err = dispense[pluginv2.DiagnosticsClient](connection, diagnosticsService); err != nil {
		return err
	}
	p.resource, err = dispense[pluginv2.ResourceClient](connection, resourceService)
	return err
}

func dispense[T any](connection goplugin.ClientProtocol, name string) (T, error) {
	var none T
	raw, err := connection.Dispense(name)
	if err != nil {
		return none, fmt.Errorf("service %q: %w", name, err)
	}
	service, ok := raw.(T)
	if !ok {
		return none, fmt.Errorf("service %q is a %T", name, raw)
	}
	return service, nil
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

// QueryData runs queries in the backend.
func (p *Process) QueryData(ctx context.Context, req *sdk.QueryDataRequest) (*sdk.QueryDataResponse, error) {
	response, err := p.data.QueryData(ctx, sdk.ToProto().QueryDataRequest(req))
	if err != nil {
		return nil, callError("QueryData", err)
	}
	return sdk.FromProto().QueryDataResponse(response)
}

// CheckHealth asks the backend whether its data source works ("Save & test").
func (p *Process) CheckHealth(ctx context.Context, req *sdk.CheckHealthRequest) (*sdk.CheckHealthResult, error) {
	response, err := p.diagnostics.CheckHealth(ctx, &pluginv2.CheckHealthRequest{
		PluginContext: sdk.ToProto().PluginContext(req.PluginContext),
		Headers:       req.Headers,
	})
	if err != nil {
		return nil, callError("CheckHealth", err)
	}
	return sdk.FromProto().CheckHealthResponse(response), nil
}

// Metrics are the backend's own metrics, in Prometheus' text format.
func (p *Process) Metrics(ctx context.Context) (string, error) {
	response, err := p.diagnostics.CollectMetrics(ctx, &pluginv2.CollectMetricsRequest{})
	if err != nil {
		return "", callError("CollectMetrics", err)
	}
	return string(response.GetMetrics().GetPrometheus()), nil
}

// CallResource calls one of the backend's own HTTP handlers. A response that comes in several parts is handed to sender
// part by part, as it comes.
func (p *Process) CallResource(ctx context.Context, req *sdk.CallResourceRequest, sender sdk.CallResourceResponseSender) error {
	stream, err := p.resource.CallResource(ctx, sdk.ToProto().CallResourceRequest(req))
	if err != nil {
		return callError("CallResource", err)
	}
	for {
		part, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return callError("CallResource", err)
		}
		if err := sender.Send(sdk.FromProto().CallResourceResponse(part)); err != nil {
			return err
		}
	}
}

// callError says which call failed, and keeps a cancelled caller recognizable.
func callError(call string, err error) error {
	switch status.Code(err) {
	case codes.Canceled:
		return fmt.Errorf("%s: %w", call, context.Canceled)
	case codes.DeadlineExceeded:
		return fmt.Errorf("%s: %w", call, context.DeadlineExceeded)
	default:
		return fmt.Errorf("%s: %w", call, err)
	}
}
