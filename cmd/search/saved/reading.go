package saved

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"
)

// A Reading is a cable on the reading list.
type Reading struct {
	ID string `json:"id"`
	// Citation is that of the cable when it was put on the list, for an index that does
	// not hold it.
	Citation string    `json:"citation"`
	Added    time.Time `json:"added"`
	Notes    []Note    `json:"notes,omitempty"`
}

// A Note is the user's note on a paragraph.
type Note struct {
	// Paragraph is the number of the paragraph, 0 for the whole cable.
	Paragraph int       `json:"paragraph,omitempty"`
	Text      string    `json:"text"`
	Written   time.Time `json:"written"`
}

// Note returns the text of the note on a paragraph, "" if there is none.
func (r Reading) Note(paragraph int) string {
	if at := slices.IndexFunc(r.Notes, func(n Note) bool { return n.Paragraph == paragraph }); at >= 0 {
		return r.Notes[at].Text
	}
	return ""
}

// A List is a reading list, in the order in which cables were put on it.
type List []Reading

// index returns the place of a cable, -1 if it is not on the list.
func (l List) index(id string) int {
	return slices.IndexFunc(l, func(r Reading) bool { return r.ID == id })
}

// Find returns the entry of a cable.
func (l List) Find(id string) (Reading, bool) {
	if at := l.index(id); at >= 0 {
		return l[at], true
	}
	return Reading{}, false
}

// Add puts a cable on the list, unless it is there.
func (l *List) Add(id, citation string, now time.Time) {
	if l.index(id) < 0 {
		*l = append(*l, Reading{ID: id, Citation: citation, Added: now})
	}
}

// Remove takes a cable off the list, and its notes.
func (l *List) Remove(id string) {
	*l = slices.DeleteFunc(*l, func(r Reading) bool { return r.ID == id })
}

// SetNote sets the note on a paragraph of a cable of the list. Without a text, it removes
// it.
func (l List) SetNote(id string, n Note) {
	at := l.index(id)
	if at < 0 {
		return
	}
	notes := slices.DeleteFunc(l[at].Notes, func(old Note) bool { return old.Paragraph == n.Paragraph })
	if n.Text != "" {
		notes = append(notes, n)
	}
	slices.SortFunc(notes, func(a, b Note) int { return a.Paragraph - b.Paragraph })
	l[at].Notes = notes
}

// Reading returns the reading list.
func (f Folder) Reading() (List, error) {
	path, err := f.path("reading.json")
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list List
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	return list, nil
}

// ChangeReading changes the reading list. If do returns an error, it stays as it is.
func (f Folder) ChangeReading(do func(*List) error) error {
	path, err := f.path("reading.json")
	if err != nil {
		return err
	}
	return f.change(func() error {
		list, err := f.Reading()
		if err != nil {
			return err
		}
		if err := do(&list); err != nil {
			return err
		}
		data, err := json.MarshalIndent(list, "", "  ")
		if err != nil {
			return err
		}
		return replaceFile(path, append(data, '\n'))
	})
}
