//go:build !windows

package binfile

import (
	"errors"
	"os"
)

// SyncDir makes the names in a folder lasting.
func SyncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
