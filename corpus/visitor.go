package corpus

import "time"

// A File is a file of an archive as it was before it was opened.
type File struct {
	// Path is that of the file's records (Source.Path).
	Path string
	// Regular says that the file lies on a disk, where it can be found again as
	// it was: Size and ModTime are zero for standard input, pipes and devices.
	Regular bool
	Size    int64 // bytes
	ModTime time.Time
}

// A Visitor has a say in which files of an archive are read. Its functions are
// called between the records of Visit, on the goroutine that ranges over them;
// those that are nil are not called. A file or folder that can't be looked at
// is no File: it is reported by Visit only.
type Visitor struct {
	// Enter is asked before a file is opened; it is passed over if the answer is
	// false.
	Enter func(File) bool
	// Leave is told of a file that was entered, when all that could be had of it
	// was yielded. It is not told where reading was ended before.
	Leave func(File)
}

func (v Visitor) enter(f File) bool { return v.Enter == nil || v.Enter(f) }

func (v Visitor) leave(f File) {
	if v.Leave != nil {
		v.Leave(f)
	}
}

// file returns what a visitor is told of a file.
func (f found) file(path string) File {
	if f.info == nil || !f.info.Mode().IsRegular() {
		return File{Path: path}
	}
	return File{Path: path, Regular: true, Size: f.info.Size(), ModTime: f.info.ModTime()}
}
