package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/BurntSushi/toml"
)

// A Config is the user's config file, which flags and $REFTEL_INDEX override.
type Config struct {
	// Index is where the index is.
	Index string `toml:"index"`
	// Color is a value of --color.
	Color string `toml:"color"`
	// Pager is the user's pager, "" for none; nil if the file does not name one.
	Pager *string `toml:"pager"`
	// Facets are those that text shows without --facet: NAME or NAME:N. Nil is the default.
	Facets []string `toml:"facets"`
}

// ConfigPath returns the place of the config file, "" if there is none for it.
func ConfigPath() string {
	return xdgPath("XDG_CONFIG_HOME", ".config", "config.toml")
}

// StateDir returns the folder of what a user keeps, "" if there is no place for it.
func StateDir() string { return xdgPath("XDG_STATE_HOME", filepath.Join(".local", "state"), "") }

// xdgPath returns a path below the folder that a variable of the XDG Base Directory
// Specification names, or below its default in the home folder.
func xdgPath(variable, fallback, name string) string {
	dir := os.Getenv(variable)
	if !filepath.IsAbs(dir) { // the specification has relative paths be ignored
		home, err := os.UserHomeDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(home, fallback)
	}
	return filepath.Join(dir, "reftel", name)
}

// ReadConfig reads a config file. If it is missing, the Config is empty. The error names
// the file and the line.
func ReadConfig(path string) (Config, error) {
	var c Config
	meta, err := toml.DecodeFile(path, &c)
	var syntax toml.ParseError
	switch {
	case path == "", errors.Is(err, fs.ErrNotExist):
		return Config{}, nil
	case errors.As(err, &syntax):
		return c, &UsageError{Msg: fmt.Sprintf("%s:%d: %s", path, syntax.Position.Line, syntax.Message), Hint: configHint}
	case err != nil:
		return c, &UsageError{Msg: fmt.Sprintf("%s: %v", path, err), Hint: configHint}
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return c, &UsageError{Msg: fmt.Sprintf("%s: unknown key %q", path, unknown[0].String()), Hint: configHint}
	}
	return c, nil
}

const configHint = `the keys are index, color, pager, facets: index = "/data/cables", facets = ["tags", "year:5"]`
