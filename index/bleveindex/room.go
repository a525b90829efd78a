package bleveindex

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// What a job takes of a disk, in bytes of disk for each byte of what it is made from,
// measured on archives of 4 to 30 MB.
const (
	// textRoom is for text in segments, until it is measured.
	textRoom = 0.9
	// metaRoom is for the other files of a snapshot, by the size of its segments.
	metaRoom = 0.03
	// mergeRoom is for the segments that merging at the end of a job makes of others:
	// these stay until the new ones are published. garbageRoom is for those that
	// merging meanwhile has left behind by then.
	mergeRoom, garbageRoom = 0.95, 0.5
	// builderRatio is the memory that a builder takes for each byte of text.
	builderRatio = 3
	// leastMeasured is how much text must be in segments to measure what it takes.
	leastMeasured = 1 << 20
	// leastRoom is the part of what a job takes in all below which what it still needs
	// is not known well enough; leastAfterMerging is it for jobs that merge meanwhile,
	// which leave now more behind, now less.
	leastRoom, leastAfterMerging = 1.0 / 3, 0.4
)

// Room implements contract.StoreWriter.
func (w *Writer) Room(left int64) (need int64, ok bool) {
	s, err := w.sizesOnDisk()
	if err != nil {
		return 0, false
	}
	unwritten, written := w.inFlight.bytes()
	ratio := textRoom
	if written >= leastMeasured {
		ratio = min(max(float64(s.fresh)/float64(written), textRoom/2), textRoom*1.5)
	}
	made := float64(s.fresh) + ratio*float64(unwritten+max(left, 0))
	if left < 0 {
		made = float64(s.current)
	}
	most := made * (1 + metaRoom)
	if s.base > 0 {
		most = made + float64(s.meta)*(1+made/float64(s.base))
	}
	segments := int64(s.segments) + int64((made-float64(s.fresh))/ratio*builderRatio)/w.sizes.builder
	if segments > enough {
		merged := made
		if made*small >= float64(s.base)+made {
			merged += float64(s.base)
		}
		most += mergeRoom * merged
	}
	least := leastRoom
	if segments > mergeWidth {
		most += garbageRoom * made
		least = leastAfterMerging
	}
	more := most - float64(s.own+s.free)
	return int64(more), more > least*most
}

// diskSizes are sizes in bytes of what is on the disk.
type diskSizes struct {
	fresh    int64 // segments that the job made
	segments int   // number of all segments
	base     int64 // segments of the snapshot that the job goes on from
	meta     int64 // other files of it
	current  int64 // segments of the published snapshot
	own      int64 // all that the job has written
	free     int64 // room left
}

func (w *Writer) sizesOnDisk() (s diskSizes, err error) {
	known := map[string]bool{}
	if w.published != nil {
		for file, size := range w.published.manifest.Files {
			if isSegment(file) {
				known[path.Base(file)] = true
				s.base += size
			} else {
				s.meta += size
			}
		}
	}
	if name, err := w.readCurrent(); err == nil {
		if m, err := w.readManifest(name); err == nil {
			for file, size := range m.Files {
				if isSegment(file) {
					s.current += size
				}
			}
		}
	}
	if w.idx != nil {
		view, err := readerOf(w.idx)
		if err != nil {
			return s, err
		}
		defer view.Close()
		list, err := segmentsOf(view)
		if err != nil {
			return s, err
		}
		s.segments = len(list)
		for _, segment := range list {
			file, ok := segment.Segment().(interface{ Path() string })
			if !ok || known[filepath.Base(file.Path())] {
				continue
			}
			if info, err := os.Stat(file.Path()); err == nil {
				s.fresh += info.Size()
			}
		}
	}
	s.own = diskUse(w.dir) - w.before
	s.free, err = freeRoom(w.dir)
	return s, err
}

// diskUse returns the size of the files below dir. Links to one file count once.
func diskUse(dir string) int64 {
	var total int64
	seen := map[string][]fs.FileInfo{} // by name, which links share
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return nil
		}
		for _, other := range seen[info.Name()] {
			if os.SameFile(info, other) {
				return nil
			}
		}
		seen[info.Name()] = append(seen[info.Name()], info)
		total += info.Size()
		return nil
	})
	return total
}
