package opensearch

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ place, want string }{
		{"https://host:9200/cables", "https://host:9200/cables 1 0"},
		{"https://host:9200/cables/", "https://host:9200/cables 1 0"},
		{"https://a:9200,b:9200/cables?shards=3&replicas=1", "https://a:9200,b:9200/cables 3 1"},
		{"http://127.0.0.1:9200/c", "http://127.0.0.1:9200/c 1 0"},
		{"http://[::1]:9200/c", "http://[::1]:9200/c 1 0"},
		{"http://localhost:9200/c", "http://localhost:9200/c 1 0"},
		{"http://host:9200/c", "http:// is allowed for this machine only"},
		{"http://localhost,host:9200/c", "http:// is allowed for this machine only"},
		{"https://user:secret@host/c", "a password in a URL can be read by others"},
		{"https://host:9200", "expected https://HOST:9200/NAME"},
		{"https://host:9200/A", "small letters"},
		{"https://host:9200/a/b", "small letters"},
		{"https://host:9200/_all", "small letters"},
		{"https:///a", "the host is missing"},
		{"https://host/a?shards=0", "unknown shards=0"},
		{"https://host/a?refresh=1", "unknown refresh=1"},
	} {
		a, err := parseAddress(tt.place)
		if err != nil {
			if !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: error %v, want %s", tt.place, err, tt.want)
			}
			continue
		}
		if got := a.String() + " " + string(rune('0'+a.shards)) + " " + string(rune('0'+a.replicas)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.place, got, tt.want)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("https://a:9200,b/cables?shards=3")
	f.Add("//a:9200://b/cables")
	f.Fuzz(func(t *testing.T, place string) {
		if a, err := parseAddress(place); err == nil {
			if again, err := parseAddress(a.String()); err != nil || again.String() != a.String() {
				t.Errorf("%q is %q, which is %q, error %v", place, a, again, err)
			}
		}
	})
}

func TestNetrc(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "netrc")
	const text = "machine other login x password y\nmachine host\n\tlogin ann\n\tpassword machine\nmachine last login z password q\ndefault login any password one"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]string{"host": "ann machine", "other": "x y", "last": "z q", "none": "any one"} {
		if user, password := netrcLogin(path, host); user+" "+password != want {
			t.Errorf("%s: %s %s, want %s", host, user, password, want)
		}
	}
	if user, _ := netrcLogin(path+"x", "host"); user != "" {
		t.Errorf("a file that is not there has the user %s", user)
	}
}

func TestHeader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		access access
		want   string
	}{
		{access{}, ""},
		{access{user: "ann", password: "pw"}, "Basic YW5uOnB3"},
		{access{user: "ann", token: "tok"}, "Bearer tok"},
	} {
		if got := tt.access.header().Get("Authorization"); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.access, got, tt.want)
		}
	}
}
