package opensearch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// A searchResponse is the answer to a search.
type searchResponse struct {
	Took   int    `json:"took"` // ms
	PIT    string `json:"pit_id"`
	Shards struct {
		Total    int `json:"total"`
		Failed   int `json:"failed"`
		Failures []struct {
			Reason json.RawMessage `json:"reason"`
		} `json:"failures"`
	} `json:"_shards"`
	TimedOut bool `json:"timed_out"`
	Hits     struct {
		Total struct {
			Value    int    `json:"value"`
			Relation string `json:"relation"`
		} `json:"total"`
		Hits []foundHit `json:"hits"`
	} `json:"hits"`
	Aggregations map[string]aggregation `json:"aggregations"`
	// Error and Status are those of a part of a request of several searches.
	Error  json.RawMessage `json:"error"`
	Status int             `json:"status"`
}

// A foundHit is a document that was found.
type foundHit struct {
	ID     string           `json:"_id"`
	Score  *float64         `json:"_score"`
	Source foundSource      `json:"_source"`
	Sort   []any            `json:"sort"`
	Fields map[string][]any `json:"fields"`
}

// A foundSource is what a document keeps.
type foundSource struct {
	ID     string `json:"id"`
	Since  int    `json:"since"`
	Until  int    `json:"until"`
	Record stored `json:"record"`
}

// An aggregation is an answer of any kind.
type aggregation struct {
	DocCount   int      `json:"doc_count"`
	ErrorBound int      `json:"doc_count_error_upper_bound"`
	Rest       int      `json:"sum_other_doc_count"`
	Buckets    []bucket `json:"buckets"`
	After      any      `json:"after_key"`

	parts map[string]aggregation
}

// A bucket is a value and the number of documents that have it.
type bucket struct {
	Key   any    `json:"key"`
	Text  string `json:"key_as_string"`
	Count int    `json:"doc_count"`

	parts map[string]aggregation
}

// UnmarshalJSON reads an aggregation and those in it.
func (a *aggregation) UnmarshalJSON(data []byte) error {
	type plain aggregation
	if err := json.Unmarshal(data, (*plain)(a)); err != nil {
		return err
	}
	var err error
	a.parts, err = partsOf(data)
	return err
}

// UnmarshalJSON reads a bucket and the aggregations in it.
func (b *bucket) UnmarshalJSON(data []byte) error {
	type plain bucket
	if err := json.Unmarshal(data, (*plain)(b)); err != nil {
		return err
	}
	var err error
	b.parts, err = partsOf(data)
	return err
}

// partsOf returns the aggregations in one, whose names begin with partPrefix.
func partsOf(data []byte) (map[string]aggregation, error) {
	if !bytes.Contains(data, []byte(`"`+string(partPrefix))) {
		return nil, nil
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	var parts map[string]aggregation
	for name, raw := range all {
		if len(name) == 0 || name[0] != partPrefix {
			continue
		}
		var a aggregation
		if err := json.Unmarshal(raw, &a); err != nil {
			return nil, err
		}
		if parts == nil {
			parts = map[string]aggregation{}
		}
		parts[name] = a
	}
	return parts, nil
}

// partPrefix begins the names of aggregations in others.
const partPrefix = '@'

// err returns the error of a search of which a part failed: half an answer is none.
func (r *searchResponse) err() error {
	switch {
	case r.Error != nil:
		e := &responseError{Status: r.Status}
		e.Type, e.Reason = reasonOf(r.Error)
		return e
	case r.Shards.Failed > 0:
		e := &responseError{Status: http.StatusServiceUnavailable, Reason: fmt.Sprintf("%d of %d shards failed", r.Shards.Failed, r.Shards.Total)}
		if len(r.Shards.Failures) > 0 {
			_, reason := reasonOf(r.Shards.Failures[0].Reason)
			e.Reason += ": " + reason
		}
		return e
	case r.TimedOut:
		return &responseError{Status: http.StatusGatewayTimeout, Reason: "the search took too long"}
	}
	return nil
}
