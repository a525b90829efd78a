package corpus

import (
	"slices"
	"strings"
)

// A Note is a remark about a file that was read: nothing of it is rejected.
type Note struct {
	Source  Source
	Message string
}

func (n Note) String() string { return n.Source.String() + ": " + n.Message }

// maxUnknown is how many keys of a file are remembered that were not understood.
const maxUnknown = 12

// unknownKeys remembers keys that were not understood.
func (s *scan) unknownKeys(names []string) {
	for _, name := range names {
		if len(s.unknown) < maxUnknown && !slices.Contains(s.unknown, name) {
			s.unknown = append(s.unknown, name)
		}
	}
}

// noteUnknown notes the keys of the file that were not understood, once.
func (s *scan) noteUnknown() {
	if len(s.unknown) == 0 || !s.wanted() {
		return
	}
	more := ""
	if len(s.unknown) == maxUnknown {
		more = ", …"
	}
	s.visitor.note(Note{s.src, "keys that are not understood: " + strings.Join(s.unknown, ", ") + more})
	s.unknown = nil
}
