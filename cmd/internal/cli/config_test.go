package cli

import (
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadConfig: what the keys mean, and where a mistake is.
func TestReadConfig(t *testing.T) {
	t.Parallel()
	none, less := "", "less -S"
	for text, want := range map[string]Config{
		"": {},
		"index = '/data/cables'\ncolor = 'never'\npager = 'less -S'\nfacets = ['tags', 'year:5']\n": {"/data/cables", "never", &less, []string{"tags", "year:5"}},
		"pager = ''\nfacets = []\n": {Pager: &none, Facets: []string{}},
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		put(t, path, text)
		got, err := ReadConfig(path)
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%q: %v (-want +got):\n%s", text, err, diff)
		}
	}
	for text, want := range map[string]string{
		"index = '/data'\ncolour = 'never'\n": `config.toml: unknown key "colour"`,
		"\nindex = /data\n":                   "config.toml:2: ",
		"facets = 'tags'\n":                   "config.toml",
	} {
		path := filepath.Join(t.TempDir(), "config.toml")
		put(t, path, text)
		_, err := ReadConfig(path)
		var usage *UsageError
		if !errors.As(err, &usage) || !strings.Contains(err.Error(), want) || usage.Hint == "" {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	for _, path := range []string{"", filepath.Join(t.TempDir(), "none", "config.toml")} {
		if got, err := ReadConfig(path); err != nil || !cmp.Equal(got, Config{}) {
			t.Errorf("%q: %v, %v", path, got, err)
		}
	}
}

func TestXDGPaths(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the home folder is another one")
	}
	for _, test := range []struct{ config, state, home, wantConfig, wantState string }{
		{"/c", "/s", "/home/ada", "/c/reftel/config.toml", "/s/reftel"},
		{"", "", "/home/ada", "/home/ada/.config/reftel/config.toml", "/home/ada/.local/state/reftel"},
		{"c", "s", "/home/ada", "/home/ada/.config/reftel/config.toml", "/home/ada/.local/state/reftel"},
		{"", "", "", "", ""},
	} {
		t.Setenv("XDG_CONFIG_HOME", test.config)
		t.Setenv("XDG_STATE_HOME", test.state)
		t.Setenv("HOME", test.home)
		if ConfigPath() != test.wantConfig || StateDir() != test.wantState {
			t.Errorf("%+v: %s, %s", test, ConfigPath(), StateDir())
		}
	}
}
