package main

import (
	"cmp"
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

// dataSource is a data source as Grafana's API reads and writes it: the fields that the plugin knows.
type dataSource struct {
	ID               int64           `json:"id"`
	UID              string          `json:"uid"`
	Name             string          `json:"name"`
	Type             string          `json:"type"`
	URL              string          `json:"url"`
	BasicAuth        bool            `json:"basicAuth"`
	BasicAuthUser    string          `json:"basicAuthUser"`
	IsDefault        bool            `json:"isDefault"`
	JSONData         json.RawMessage `json:"jsonData"`
	SecureJSONFields map[string]bool `json:"secureJsonFields"`
	// SecureJSONData are the secrets: read from the browser, never written to it.
	SecureJSONData map[string]string `json:"secureJsonData,omitempty"`

	updated time.Time
}

// changed returns the data source after an edit. As in Grafana, a secret that isn't sent keeps its value, and an empty one is
// deleted. The time of the update grows by a millisecond, so that the backend always makes a new instance.
func (d dataSource) changed(edit dataSource) dataSource {
	edit.ID, edit.UID, edit.Type, edit.updated = d.ID, d.UID, pluginID, d.updated.Add(time.Millisecond)
	edit.Name = cmp.Or(edit.Name, d.Name)
	if edit.JSONData == nil {
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

// shown returns the data source without its secrets; SecureJSONFields says which are set.
func (d dataSource) shown() dataSource {
	d.SecureJSONData = nil
	return d
}

// instance returns the settings as Grafana sends them to a backend, with decrypted secrets.
func (d dataSource) instance() *sdk.DataSourceInstanceSettings {
	return &sdk.DataSourceInstanceSettings{
		ID:                      d.ID,
		UID:                     d.UID,
		Type:                    d.Type,
		Name:                    d.Name,
		URL:                     d.URL,
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
	for i, one := range read {
		read[i] = dataSource{ID: int64(i + 1), UID: one.UID, updated: time.Now()}.changed(one)
	}
	return &dataSources{all: read}, nil
}

func (s *dataSources) list() []dataSource {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.all)
}

func (s *dataSources) get(uid string) (d dataSource, found bool) {
	all := s.list()
	i := slices.IndexFunc(all, func(d dataSource) bool { return d.UID == uid })
	if i < 0 {
		return dataSource{}, false
	}
	return all[i], true
}

// put replaces the data source of the same id, which is its place from 1.
func (s *dataSources) put(d dataSource) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[d.ID-1] = d
}
