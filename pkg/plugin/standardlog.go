package plugin

import (
	"bytes"
	"log"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
)

// RedactStandardLog removes quoted bytes from what Go's standard library logs: net/http quotes unsolicited bytes of a server,
// which may echo the credentials that it was sent.
func RedactStandardLog() {
	log.SetFlags(0)
	log.SetOutput(unquoted{})
}

// unquoted logs lines up to their first quotation mark.
type unquoted struct{}

func (unquoted) Write(line []byte) (int, error) {
	what, _, _ := bytes.Cut(line, []byte{'"'})
	backend.Logger.Debug("Go's standard library logged", "what", string(bytes.TrimSpace(what)))
	return len(line), nil
}
