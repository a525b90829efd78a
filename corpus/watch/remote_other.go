//go:build !linux

package watch

// remote returns whether a folder is on a network file system. Elsewhere than
// on Linux that is not known.
func remote(string) bool { return false }
