package opensearch

import (
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
	// Matched are the scores of the named queries that matched.
	Matched map[string]float64 `json:"matched_queries"`
}

// A foundSource is what a document keeps.
type foundSource struct {
	ID     string `json:"id"`
	Since  int    `json:"since"`
	Until  int    `json:"until"`
	Record stored `json:"record"`
}

// An aggregation is an answer of any kind, with those in it that searches ask for.
type aggregation struct {
	DocCount   int      `json:"doc_count"`
	ErrorBound int      `json:"doc_count_error_upper_bound"`
	Rest       int      `json:"sum_other_doc_count"`
	Buckets    []bucket `json:"buckets"`
	After      any      `json:"after_key"`

	Values  *aggregation `json:"values"`
	Missing *aggregation `json:"missing"`
	Units   *aggregation `json:"units"`
	Undated *aggregation `json:"undated"`
}

// A bucket is a value and the number of documents that have it.
type bucket struct {
	Key     any          `json:"key"`
	Text    string       `json:"key_as_string"`
	Count   int          `json:"doc_count"`
	Columns *aggregation `json:"columns"`
}

// err returns the error of an answer of which a part failed.
func (r *searchResponse) err() error {
	switch {
	case r.Error != nil:
		return newResponseError(r.Status, r.Error)
	case r.Shards.Failed > 0:
		e := &responseError{Status: http.StatusServiceUnavailable, Reason: fmt.Sprintf("%d of %d shards failed", r.Shards.Failed, r.Shards.Total)}
		if len(r.Shards.Failures) > 0 {
			e.Reason += ": " + newResponseError(e.Status, r.Shards.Failures[0].Reason).Reason
		}
		return e
	case r.TimedOut:
		return &responseError{Status: http.StatusGatewayTimeout, Reason: "the search took too long"}
	}
	return nil
}
