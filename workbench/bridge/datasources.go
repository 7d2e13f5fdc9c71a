package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sort"
	"sync"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
)

// pluginID is the plugin's id in src/plugin.json; every data source here is of this type.
const pluginID = "ovh-opentsdb-datasource"

// orgID is the organisation that everything here belongs to: there is one.
const orgID = 1

// errNoDataSource is returned for a uid that no data source has.
var errNoDataSource = errors.New("data source not found")

// dataSource is a data source's settings as a Grafana administrator edits them.
type dataSource struct {
	ID            int64           `json:"id"`
	UID           string          `json:"uid"`
	Name          string          `json:"name"`
	URL           string          `json:"url"`
	User          string          `json:"user"`
	Database      string          `json:"database"`
	BasicAuth     bool            `json:"basicAuth"`
	BasicAuthUser string          `json:"basicAuthUser"`
	WithCreds     bool            `json:"withCredentials"`
	IsDefault     bool            `json:"isDefault"`
	JSONData      json.RawMessage `json:"jsonData"`
	Version       int             `json:"version"`

	// Secrets never leave this process but to the backend: they are left out of the JSON that the browser gets.
	Secrets map[string]string `json:"-"`
	Updated time.Time         `json:"-"`
}

// view is what Grafana's API answers about a data source: of the secrets only which ones are set.
type view struct {
	dataSource
	OrgID            int64           `json:"orgId"`
	Type             string          `json:"type"`
	Access           string          `json:"access"`
	ReadOnly         bool            `json:"readOnly"`
	SecureJSONFields map[string]bool `json:"secureJsonFields"`
}

// edit is what the browser sends to change a data source: everything it may show, and new secrets.
type edit struct {
	dataSource
	SecureJSONData map[string]string `json:"secureJsonData"`
}

// view returns what may be shown of the data source.
func (d dataSource) view() view {
	set := map[string]bool{}
	for key, secret := range d.Secrets {
		if secret != "" {
			set[key] = true
		}
	}
	return view{dataSource: d, OrgID: orgID, Type: pluginID, Access: "proxy", SecureJSONFields: set}
}

// instance returns the settings as Grafana hands them to a backend, secrets in clear.
func (d dataSource) instance() *sdk.DataSourceInstanceSettings {
	return &sdk.DataSourceInstanceSettings{
		ID:                      d.ID,
		UID:                     d.UID,
		Type:                    pluginID,
		Name:                    d.Name,
		URL:                     d.URL,
		User:                    d.User,
		Database:                d.Database,
		BasicAuthEnabled:        d.BasicAuth,
		BasicAuthUser:           d.BasicAuthUser,
		JSONData:                d.JSONData,
		DecryptedSecureJSONData: maps.Clone(d.Secrets),
		Updated:                 d.Updated,
	}
}

// dataSources holds the workbench's data sources in memory.
type dataSources struct {
	mu    sync.RWMutex
	byUID map[string]dataSource
}

// newDataSources reads the presets: a JSON array of data sources, each with its secureJsonData.
func newDataSources(presets []byte, now time.Time) (*dataSources, error) {
	var edits []edit
	if err := json.Unmarshal(presets, &edits); err != nil {
		return nil, fmt.Errorf("the preset data sources are no JSON array of data sources: %w", err)
	}
	if len(edits) == 0 {
		return nil, errors.New("no data source is preset")
	}
	all := &dataSources{byUID: map[string]dataSource{}}
	for i, e := range edits {
		d := e.dataSource
		if d.UID == "" || d.Name == "" {
			return nil, fmt.Errorf("preset data source %d has no uid or no name", i+1)
		}
		if _, taken := all.byUID[d.UID]; taken {
			return nil, fmt.Errorf("two preset data sources have the uid %q", d.UID)
		}
		d.ID, d.Version, d.Updated = int64(i+1), 1, now
		d.JSONData = orEmptyObject(d.JSONData)
		d.Secrets = maps.Clone(e.SecureJSONData)
		all.byUID[d.UID] = d
	}
	return all, nil
}

// get returns one data source, or errNoDataSource.
func (s *dataSources) get(uid string) (dataSource, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	d, ok := s.byUID[uid]
	if !ok {
		return dataSource{}, fmt.Errorf("%w: no data source has the uid %q", errNoDataSource, uid)
	}
	return d, nil
}

// list returns all data sources in the order they were preset.
func (s *dataSources) list() []dataSource {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]dataSource, 0, len(s.byUID))
	for _, d := range s.byUID {
		all = append(all, d)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].ID < all[j].ID })
	return all
}

// update replaces a data source's settings. As in Grafana, a secret that isn't sent keeps its value, and an empty one
// is forgotten; the backend makes a new instance because the time of the update changed.
func (s *dataSources) update(uid string, e edit, now time.Time) (dataSource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	old, ok := s.byUID[uid]
	if !ok {
		return dataSource{}, fmt.Errorf("%w: no data source has the uid %q", errNoDataSource, uid)
	}
	d := e.dataSource
	d.ID, d.UID, d.Version, d.Updated = old.ID, old.UID, old.Version+1, now
	if d.Name == "" {
		d.Name = old.Name
	}
	d.JSONData = orEmptyObject(d.JSONData)
	d.Secrets = maps.Clone(old.Secrets)
	if d.Secrets == nil {
		d.Secrets = map[string]string{}
	}
	for key, secret := range e.SecureJSONData {
		if secret == "" {
			delete(d.Secrets, key)
			continue
		}
		d.Secrets[key] = secret
	}
	s.byUID[uid] = d
	return d, nil
}

func orEmptyObject(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 || string(raw) == "null" {
		return json.RawMessage(`{}`)
	}
	return raw
}
