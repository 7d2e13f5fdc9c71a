package opentsdb

// TokenTransport says how the token reaches the server.
type TokenTransport string

// The transports: as the password of HTTP basic authentication with any user, or in a header of its own.
const (
	TokenBasic  TokenTransport = "basic"
	TokenHeader TokenTransport = "header"
)

// TokenHeaderName is the header that carries the token with TokenHeader.
const TokenHeaderName = "X-Warp10-Token"
