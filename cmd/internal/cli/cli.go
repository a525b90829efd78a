// Package cli holds what both commands share: exit codes, error messages, text and
// JSON that are safe on a terminal, the place of the index, and the use of colour.
package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
)

// Exit codes.
const (
	Done        = 0   // found, or done
	Nothing     = 1   // nothing found
	Trouble     = 2   // usage or failure
	Busy        = 75  // another writer holds the index (EX_TEMPFAIL of sysexits.h)
	Interrupted = 130 // by Ctrl-C, as shells report SIGINT
	Terminated  = 143 // by SIGTERM, as shells report it
)

// IndexDir returns where the index is: flag if set, else $REFTEL_INDEX, else the one of
// the config file, else reftel/index in the user's data folder.
func IndexDir(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	if dir := os.Getenv("REFTEL_INDEX"); dir != "" {
		return dir, nil
	}
	config, err := ReadConfig(ConfigPath())
	if err != nil || config.Index != "" {
		return config.Index, err
	}
	data, err := dataDir()
	if err != nil {
		return "", fmt.Errorf("no place for the index: %w: name one with --index DIR", err)
	}
	return filepath.Join(data, "reftel", "index"), nil
}

// dataDir is $XDG_DATA_HOME, or its default in the XDG Base Directory Specification, or
// on Windows the local application data.
func dataDir() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return dir, nil
	}
	if dir := os.Getenv("LocalAppData"); runtime.GOOS == "windows" && dir != "" {
		return dir, nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, ".local", "share"), nil
}

// Version returns the line that --version prints.
func Version(command string) string {
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	return fmt.Sprintf("%s %s (reftel, %s %s/%s)", command, version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
}
