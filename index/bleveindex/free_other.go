//go:build !linux && !darwin && !windows

package bleveindex

import "errors"

// freeRoom returns how many bytes may still be written to the disk of dir.
func freeRoom(string) (int64, error) { return 0, errors.ErrUnsupported }
