package corpus

import "time"

// A File describes a file of an archive before it is opened.
type File struct {
	// Path is the Source.Path of the file's records.
	Path string
	// Regular reports whether it is a regular file. Size and ModTime are zero for
	// standard input, pipes and devices.
	Regular bool
	Size    int64 // bytes
	ModTime time.Time
	// Device is the number of the disk of the file's folder, 0 if it is not known.
	Device uint64
}

// A Visitor decides which files of an archive are read. Its functions are called
// between the records of Visit, on the goroutine that ranges over them. Nil
// functions are not called. They are not called for a file or folder that cannot
// be examined: only Visit reports it.
type Visitor struct {
	// Enter reports whether to read a file. It is called before the file is
	// opened.
	Enter func(File) bool
	// Leave is called after all records of a file have been yielded. It is not
	// called if reading ended before.
	Leave func(File)
	// Note is called with a remark about a file of which nothing is rejected for
	// it, such as the names of its keys that are not understood.
	Note func(Note)
}

func (v Visitor) enter(f File) bool { return v.Enter == nil || v.Enter(f) }

func (v Visitor) leave(f File) {
	if v.Leave != nil {
		v.Leave(f)
	}
}

func (v Visitor) note(n Note) {
	if v.Note != nil {
		v.Note(n)
	}
}

// file returns the File that is passed to a visitor.
func (f found) file(path string) File {
	if f.info == nil || !f.info.Mode().IsRegular() {
		return File{Path: path, Device: f.device}
	}
	return File{Path: path, Regular: true, Size: f.info.Size(), ModTime: f.info.ModTime(), Device: f.device}
}
