package messages

// Settings that can't work.
var Settings = &Section{
	Title: "Invalid settings",
	Intro: "Invalid settings fail every query and *Save & test*, with one error for each field. Errors name a field as the form does. If a file has another key for it, the key follows in brackets ([Configuration](configuration.md)).",
}

var (
	RegionMissing = Settings.add(Message{
		Title:  "No region and no URL",
		Says:   "Region: choose a region, or enter the URL of an OpenTSDB server",
		Reason: "Neither is set. In a file, a variable that isn't in Grafana's environment is empty.",
		Fix:    "Set one of the two; in a file, check that `$NAME` is in the environment of Grafana's server.",
	})
	RegionInvalid = Settings.add(Message{
		Title:  "Not a region name",
		Says:   `Region: "{text}" is not a region name; it looks like gra1 or bhs1`,
		Reason: "A region's name has lower-case letters, digits and single dashes.",
		Fix:    "Enter hosts and URLs under *Custom URL*.",
	})
	URLInvalid = Settings.add(Message{
		Title:  "The URL can't be read",
		Says:   "URL: it can't be read; it looks like https://opentsdb.example.org:4242 ({reason})",
		Reason: "The URL contains, for example, a space, or a port that isn't a number. The error doesn't repeat the URL, because it could contain a token.",
		Fix:    "Copy the address that works in `curl <url>/api/version`.",
	})
	URLHoldsSecret = Settings.add(Message{
		Title:  "The URL contains a user or token",
		Says:   "URL: it contains a user or a token; remove it and enter the token in its own field, where it is kept secret",
		Reason: "`https://user:password@host` would be stored unencrypted.",
		Fix:    "Enter the token under *READ token*, or the user and password under *Authentication*.",
	})
	URLScheme = Settings.add(Message{
		Title:  "The URL has no scheme",
		Says:   "URL: it has to begin with http:// or https://",
		Reason: "The scheme says whether the connection is encrypted, so it isn't guessed.",
		Fix:    "Write it before the host: `http://tsdb.example.org:4242`.",
	})
	URLHost = Settings.add(Message{
		Title:  "The URL has no host",
		Says:   "URL: enter a host",
		Reason: "There is nothing between the slashes and the path. In a file, the variable for the host may be empty.",
		Fix:    "Enter the host.",
	})
	URLQuery = Settings.add(Message{
		Title:  "The URL has parameters",
		Says:   "URL: remove everything from '?' or '#' on",
		Reason: "The URL is the root of the API; the plugin adds paths and parameters itself.",
		Fix:    "Remove everything after the path.",
	})
	DialectUnknown = Settings.add(Message{
		Title:  "Unknown server type",
		Says:   `Server type (dialect): "{text}" is not known; choose ovh or opentsdb`,
		Reason: "The value in the file is another one.",
		Fix:    "Write one of the two, in lower case.",
	})
	TransportUnknown = Settings.add(Message{
		Title:  "Unknown way to send the token",
		Says:   `Send the token as (tokenTransport): "{text}" is not known; choose basic or header`,
		Reason: "The value in the file is another one.",
		Fix:    "Write `basic`, which is right for OVH Metrics, or `header`.",
	})
	TokenMissing = Settings.add(Message{
		Title:  "No token",
		Says:   "READ token (token): enter the READ token of your OVH Metrics application",
		Reason: "A region is set, and no token is stored.",
		Fix:    "Enter it; in a file, check that its variable is in the environment of Grafana's server.",
	})
	TokenInvalid = Settings.add(Message{
		Title:  "The token contains a space or line break",
		Says:   "READ token (token): it contains a space, line break or control character; copy it again",
		Reason: "A line break was copied with it, or the file that it was read from contains more than the token.",
		Fix:    "Copy it again.",
	})
	MinIntervalInvalid = Settings.add(Message{
		Title:  "Min interval is not an interval",
		Says:   `Min interval (timeInterval): "{text}" is not an interval; it looks like 10s or 1m`,
		Reason: "An interval is a whole number and a unit: `s`, `m`, `h` or `d`.",
		Fix:    "Correct it, or leave it empty.",
	})
	NumberInvalid = Settings.add(Message{
		Title:  "Not a whole number, or out of range",
		Says:   `{field}: "{text}" is not a whole number from {minimum} to {maximum}`,
		Reason: "*Lookup limit*, *Max response size*, *Max series* and *Response cache* are whole numbers without a unit. The maximum keeps a typo from taking Grafana's machine down.",
		Fix:    "Write digits only, or leave the field empty for its default.",
	})
	FieldKind = Settings.add(Message{
		Title:  "A value of the wrong type",
		Says:   "jsonData: the field {field} has the wrong type ({kind})",
		Reason: "A file or an API call stores, for example, a number for `region`.",
		Fix:    "Write it in quotes, or as the [table](configuration.md#jsondata) says.",
	})
	SettingsUnreadable = Settings.add(Message{
		Title:  "The stored settings are not JSON",
		Says:   "jsonData: it is not valid JSON; save the data source again",
		Reason: "The stored settings can't be read at all.",
		Fix:    "Save the data source again in the form, or through Grafana's API.",
	})
	HTTPSettings = Settings.add(Message{
		Title:  "Grafana's HTTP settings can't be used",
		Says:   "HTTP settings: {reason}",
		Reason: "A certificate or key isn't PEM text, a certificate and key don't belong together, or a proxy isn't set up.",
		Fix:    "Correct it under *Authentication* or *Advanced HTTP settings*.",
	})
)

// What Save & test says where the server responds.
var Health = &Section{Title: "Save & test results"}

var (
	Healthy = Health.add(Message{
		Title:  "The data source works",
		Says:   "{server} responds and the token reads {number} metrics[ {more}].",
		Reason: "The address, the token and the server type are right. \"Or more\": the count stops at *Lookup limit*.",
		Fix:    "Nothing to do.",
	})
	HealthyOpen = Health.add(Message{
		Title:  "The data source works without a login",
		Says:   "{server} responds and shows {number} metrics.",
		Reason: "No token or password was sent, and the server needs none.",
		Fix:    "Nothing to do.",
	})
	TokenReadsNothing = Health.add(Message{
		Title:  "The token reads no metrics",
		Says:   "{server} responds and accepts the token, but the token reads no metrics. Check that it is a token of the application that your metrics are pushed to.",
		Reason: "The token is valid, but its application has no metrics.",
		Fix:    "Push a first point ([Push test data](getting-started.md#push-test-data)), or copy the READ token of the application that your collectors push to.",
	})
	ServerEmpty = Health.add(Message{
		Title:  "The server holds no metrics",
		Says:   "{server} responds, but holds no metrics. Write a point, or enter a user and password if it needs them.",
		Reason: "The server is empty, or it lists names only after a login.",
		Fix:    "Write a point, or enter a user and password.",
	})
	NotLikeOpenTSDB = Health.add(Message{
		Title:  "The server isn't an OpenTSDB",
		Says:   "{server} responds, but not like OpenTSDB: it has no version call. If it is OVH Metrics, choose OVH Metrics under Server type.",
		Reason: "Under a custom URL the plugin expects an OpenTSDB, and `/api/version` is missing.",
		Fix:    "Choose *OVH Metrics* under *Server type* (`dialect: ovh`). For an OpenTSDB behind a proxy, let the proxy pass `/api/version`.",
	})
	NotLikeOVH = Health.add(Message{
		Title:  "The server is an OpenTSDB, not OVH Metrics",
		Says:   "{server} responds like an OpenTSDB, not like OVH Metrics. Choose OpenTSDB under Server type.",
		Reason: "The settings say OVH Metrics, and the server has OpenTSDB's version call. With the wrong type, filters and gaps are sent in a form that the server reads differently.",
		Fix:    "Choose *OpenTSDB* under *Server type* (`dialect: opentsdb`).",
	})
)
