package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	sdk "github.com/grafana/grafana-plugin-sdk-go/backend"
)

// pluginID is the plugin's id in src/plugin.json; every data source here is of this type.
const pluginID = "ovh-opentsdb-datasource"

// orgID is the organisation that everything here belongs to: there is one.
const orgID = 1

// dataSource is a data source as Grafana's API reads and writes it.
type dataSource struct {
	ID               int64           `json:"id"`
	UID              string          `json:"uid"`
	OrgID            int64           `json:"orgId"`
	Name             string          `json:"name"`
	Type             string          `json:"type"`
	Access           string          `json:"access"`
	URL              string          `json:"url"`
	User             string          `json:"user"`
	Database         string          `json:"database"`
	BasicAuth        bool            `json:"basicAuth"`
	BasicAuthUser    string          `json:"basicAuthUser"`
	WithCredentials  bool            `json:"withCredentials"`
	IsDefault        bool            `json:"isDefault"`
	ReadOnly         bool            `json:"readOnly"`
	JSONData         json.RawMessage `json:"jsonData"`
	Version          int             `json:"version"`
	SecureJSONFields map[string]bool `json:"secureJsonFields"`
	// SecureJSONData are the secrets: read from the browser, never written to it.
	SecureJSONData map[string]string `json:"secureJsonData,omitempty"`

	updated time.Time
}

// changed is a data source after an edit. As in Grafana, a secret that isn't sent keeps its value, and an empty one is
// forgotten; the backend makes a new instance because the time of the update changed.
func (d dataSource) changed(edit dataSource) dataSource {
	edit.ID, edit.UID, edit.Version, edit.updated = d.ID, d.UID, d.Version+1, time.Now()
	edit.OrgID, edit.Type, edit.Access, edit.ReadOnly = orgID, pluginID, "proxy", false
	if edit.Name == "" {
		edit.Name = d.Name
	}
	if len(edit.JSONData) == 0 || string(edit.JSONData) == "null" {
		edit.JSONData = json.RawMessage(`{}`)
	}
	secrets := map[string]string{}
	maps.Copy(secrets, d.SecureJSONData)
	maps.Copy(secrets, edit.SecureJSONData)
	maps.DeleteFunc(secrets, func(_, secret string) bool { return secret == "" })
	edit.SecureJSONData, edit.SecureJSONFields = secrets, map[string]bool{}
	for key := range secrets {
		edit.SecureJSONFields[key] = true
	}
	return edit
}

// shown is what may be shown of the data source: of the secrets only which ones are set.
func (d dataSource) shown() dataSource {
	d.SecureJSONData = nil
	return d
}

// instance returns the settings as Grafana hands them to a backend, secrets in clear.
func (d dataSource) instance() *sdk.DataSourceInstanceSettings {
	return &sdk.DataSourceInstanceSettings{
		ID:                      d.ID,
		UID:                     d.UID,
		Type:                    d.Type,
		Name:                    d.Name,
		URL:                     d.URL,
		User:                    d.User,
		Database:                d.Database,
		BasicAuthEnabled:        d.BasicAuth,
		BasicAuthUser:           d.BasicAuthUser,
		JSONData:                d.JSONData,
		DecryptedSecureJSONData: d.SecureJSONData,
		Updated:                 d.updated,
	}
}

// dataSources holds the workbench's data sources in memory, in the order they were preset.
type dataSources struct {
	mu  sync.RWMutex
	all []dataSource
}

// newDataSources reads the presets: a JSON array of data sources, each with its secureJsonData.
func newDataSources(presets []byte) (*dataSources, error) {
	var read []dataSource
	if err := json.Unmarshal(presets, &read); err != nil {
		return nil, fmt.Errorf("the preset data sources are no JSON array of data sources: %w", err)
	}
	if len(read) == 0 {
		return nil, errors.New("no data source is preset")
	}
	s := &dataSources{}
	for i, one := range read {
		if one.UID == "" || one.Name == "" {
			return nil, fmt.Errorf("preset data source %d has no uid or no name", i+1)
		}
		if s.index(one.UID) >= 0 {
			return nil, fmt.Errorf("two preset data sources have the uid %q", one.UID)
		}
		s.all = append(s.all, dataSource{ID: int64(i + 1), UID: one.UID}.changed(one))
	}
	return s, nil
}

func (s *dataSources) index(uid string) int {
	return slices.IndexFunc(s.all, func(d dataSource) bool { return d.UID == uid })
}

func (s *dataSources) list() []dataSource {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.all)
}

// update replaces a data source by what edit makes of it, and returns that; an error of status 404 where there is none.
func (s *dataSources) update(uid string, edit func(dataSource) dataSource) (dataSource, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.index(uid)
	if i < 0 {
		return dataSource{}, notFound("no data source has the uid %q", uid)
	}
	s.all[i] = edit(s.all[i])
	return s.all[i], nil
}

// get returns one data source, or an error of status 404.
func (s *dataSources) get(uid string) (dataSource, error) {
	return s.update(uid, func(d dataSource) dataSource { return d })
}
