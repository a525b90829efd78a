package opensearch

import (
	"encoding/json"
	"testing"
)

// TestWithIDs: more ids than a query of terms may have are several queries.
func TestWithIDs(t *testing.T) {
	usual := mostIDs
	t.Cleanup(func() { mostIDs = usual })
	mostIDs = 2
	for _, test := range []struct {
		ids  []string
		want string
	}{
		{nil, `{"match_none":{}}`},
		{[]string{"a", "b"}, `{"terms":{"id":["a","b"]}}`},
		{[]string{"a", "b", "c"}, `{"bool":{"minimum_should_match":1,"should":[{"terms":{"id":["a","b"]}},{"terms":{"id":["c"]}}]}}`},
	} {
		got, err := json.Marshal(withIDs(test.ids))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != test.want {
			t.Errorf("%v: %s, want %s", test.ids, got, test.want)
		}
	}
}
