package main

import (
	"errors"

	"reftel/index"
	"reftel/index/update"
)

// explainFull adds to the error of a full disk how much more room the job needs, if
// that can be told from what it did.
func explainFull(err error, w index.StoreWriter, r update.Report, a archives) error {
	var full *index.DiskFullError
	if !errors.As(err, &full) {
		return err
	}
	left := int64(-1) // as much as the index holds
	if len(a) > 0 {
		var ok bool
		if left, ok = textLeft(r, a.read(), a.size()); !ok {
			return err
		}
	}
	if need, ok := w.Room(left); ok {
		full.Need = need
	}
	return err
}

// textLeft estimates how many bytes of text a job still had to add, from the bytes of its
// archives that were read and their total; 0 is unknown.
func textLeft(r update.Report, read, total int64) (left int64, ok bool) {
	if r.Read == 0 || read == 0 || total == 0 {
		return 0, false
	}
	all := float64(r.Read) * max(1, float64(total)/float64(read))
	added := 1.0
	if r.Bytes > 0 {
		added = float64(r.Added) / float64(r.Bytes)
	}
	return int64((all - float64(r.Bytes)) * added), true
}
