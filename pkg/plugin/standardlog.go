package plugin

import (
	"bytes"
	"log"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// TameStandardLog removes quoted bytes of a server from what Go's standard library logs: net/http quotes what a server sends
// unasked, which may hold the credentials that it was sent.
func TameStandardLog() {
	log.SetFlags(0)
	log.SetOutput(unquoted{})
}

// unquoted passes lines on as far as their first quotation.
type unquoted struct{}

func (unquoted) Write(line []byte) (int, error) {
	what, _, _ := bytes.Cut(line, []byte{'"'})
	backend.Logger.Debug("A library of Go's says something", "what", string(bytes.TrimSpace(what)))
	return len(line), nil
}
