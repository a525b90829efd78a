package main

import (
	"errors"

	"reftel/index"
	"reftel/index/update"
)

// roomToMerge is how much more a disk must hold, for a while, than the index
// takes in the end: what is merged stays until what comes of it is written.
const roomToMerge = 1.5

// bytesPerByte is what an index takes by the byte of text where the job did not
// come far enough to know.
const bytesPerByte = 2

// explainFull adds to the error of a full disk an estimate of how much more room the
// job needs.
func explainFull(err error, w index.StoreWriter, r update.Report, a archives) error {
	var full *index.DiskFullError
	if !errors.As(err, &full) {
		return err
	}
	full.Need = needed(w.Size(), r.Bytes, a.read(), a.size())
	return err
}

// needed estimates the bytes of disk that a job still needs: size is what the
// index takes so far, of so much text; read and total are bytes of the archives,
// a total of 0 being unknown.
func needed(size, text, read, total int64) int64 {
	left := max(total-read, 0)
	if total == 0 {
		left = max(text, 1<<20)
	}
	ratio := float64(bytesPerByte)
	if read > 0 && text > 0 {
		// Packed archives hold more text than bytes.
		ratio = max(ratio, float64(size)/float64(text)) * max(1, float64(text)/float64(read))
	}
	return int64(float64(left)*ratio*roomToMerge) + size/2
}
