package update

import (
	"fmt"
	"strings"

	"reftel/index"
)

// A Kept is a path of Options.Prune that may be an unmounted disk.
type Kept struct {
	Path string
	// Files is the number of its files that are no longer there and whose cables
	// were kept.
	Files int
	// Emptied reports whether these are all of its files; otherwise they were on
	// another disk than the one that is there now.
	Emptied bool
}

// A KeptError lists the paths of which a job kept the cables because they may be
// unmounted disks.
type KeptError struct{ Paths []Kept }

func (e *KeptError) Error() string {
	var list []string
	for _, k := range e.Paths {
		list = append(list, k.String())
	}
	return strings.Join(list, "\n")
}

func (k Kept) String() string {
	files, were := fmt.Sprintf("%d files", k.Files), "were"
	if k.Files == 1 {
		files, were = "1 file", "was"
	}
	if k.Emptied {
		return fmt.Sprintf("%s has lost all its files at once (%s): its disk may not be mounted; their cables are kept", k.Path, files)
	}
	return fmt.Sprintf("%s of %s %s on another disk, which may not be mounted; their cables are kept", files, k.Path, were)
}

// An UnknownError lists the names given to Remove that are neither the id of a
// cable nor a source.
type UnknownError struct{ Names []string }

func (e *UnknownError) Error() string {
	return "the index has neither a cable nor a source named " + strings.Join(e.Names, ", ")
}

// Is reports whether target is index.ErrNotFound.
func (e *UnknownError) Is(target error) bool { return target == index.ErrNotFound }
