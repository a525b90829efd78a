package opensearch

import (
	"encoding/json"
	"testing"
)

func TestFault(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, description string
		want              responseError
	}{
		{"none", ``, responseError{}},
		{"text", `"no handler"`, responseError{Reason: "no handler"}},
		{"not a description", `[1]`, responseError{}},
		{"alone", `{"type":"a","reason":"r"}`, responseError{Type: "a", Reason: "r"}},
		{"root", `{"type":"a","reason":"all shards failed","root_cause":[{"type":"b","reason":"r"},{"type":"c","reason":"s"}]}`,
			responseError{Type: "b", Reason: "r"}},
		{"root without a reason", `{"type":"a","reason":"r","root_cause":[{"type":"b"}]}`, responseError{Type: "a", Reason: "r"}},
		{"cause", `{"type":"a","reason":"r","root_cause":[],"caused_by":{"type":"b","reason":"s","caused_by":{"type":"c","reason":"t"}}}`,
			responseError{Type: "a", Reason: "r: s: t"}},
		{"lost node as root", `{"type":"a","reason":"r","root_cause":[{"type":"node_closed_exception","reason":"s"}]}`,
			responseError{Type: "node_closed_exception", Reason: "s", NodeLost: true}},
		{"lost node as cause", `{"type":"a","reason":"r","caused_by":{"type":"b","reason":"s","caused_by":{"type":"node_not_connected_exception"}}}`,
			responseError{Type: "a", Reason: "r: s", NodeLost: true}},
		{"lost node of a shard", `{"type":"a","reason":"r","failed_shards":[{"shard":0,"reason":{"type":"b"}},{"shard":1,"reason":{"type":"node_disconnected_exception"}}]}`,
			responseError{Type: "a", Reason: "r", NodeLost: true}},
	} {
		if got := *newResponseError(0, json.RawMessage(tt.description)); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
