package opensearch

import (
	"encoding/json"
	"slices"
)

// A fault is the cluster's description of an error: an object, or a text alone.
type fault struct {
	Type   string  `json:"type"`
	Reason string  `json:"reason"`
	Root   []fault `json:"root_cause"`
	Cause  *fault  `json:"caused_by"`
	Shards []struct {
		Reason fault `json:"reason"`
	} `json:"failed_shards"`
}

// nodeLost are the types of the errors of a node that was asked by another one, and went
// away before it answered.
var nodeLost = []string{
	"node_disconnected_exception", "node_not_connected_exception", "node_closed_exception",
	"connect_transport_exception", "send_request_transport_exception",
}

// UnmarshalJSON reads a description.
func (f *fault) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '"' {
		return json.Unmarshal(data, &f.Reason)
	}
	type object fault
	return json.Unmarshal(data, (*object)(f))
}

// kind returns the type of the deepest description that gives a reason.
func (f *fault) kind() string {
	if len(f.Root) > 0 && f.Root[0].reason() != "" {
		return f.Root[0].kind()
	}
	return f.Type
}

// reason returns the deepest reason; it may be empty.
func (f *fault) reason() string {
	reason := f.Reason
	if len(f.Root) > 0 {
		if r := f.Root[0].reason(); r != "" {
			reason = r
		}
	}
	if f.Cause == nil || f.Cause.reason() == "" {
		return reason
	}
	return reason + ": " + f.Cause.reason()
}

// isOf reports whether the error, a cause of it or that of a shard is of one of the types.
func (f *fault) isOf(types []string) bool {
	if slices.Contains(types, f.Type) || f.Cause != nil && f.Cause.isOf(types) {
		return true
	}
	for i := range f.Root {
		if f.Root[i].isOf(types) {
			return true
		}
	}
	for i := range f.Shards {
		if f.Shards[i].Reason.isOf(types) {
			return true
		}
	}
	return false
}
