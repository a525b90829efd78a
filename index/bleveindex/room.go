package bleveindex

// What a job takes of a disk, measured on archives of 7 to 20 MB: of words of a small
// vocabulary, of words as frequent as in a language, and of words that occur once each.
const (
	// textRoom is the size of segments for each byte of text, until one is made.
	textRoom = 0.9
	// metaRoom is for the other files of a snapshot, by the size of its segments.
	metaRoom = 0.03
	// mergeRoom is for the segments that merging makes of others, by their size: these
	// stay until the new ones are published.
	mergeRoom = 0.9
	// builderRatio is the memory that a builder takes for each byte of text, until a
	// segment is made.
	builderRatio = 3
	// leastRoom is the part of what a job takes in all below which what it still needs
	// is not known well enough; leastAfterMerging is it for jobs that merge meanwhile,
	// which leave now more behind, now less.
	leastRoom, leastAfterMerging = 1.0 / 3, 0.45
)

// Room implements contract.StoreWriter. What the job still has to make takes as much as
// the segments that it made of the text before.
func (w *Writer) Room(left int64) (need int64, ok bool) {
	s, err := w.sizesOnDisk()
	if err != nil || w.room < 0 {
		return 0, false
	}
	text, built, size := w.inFlight.bytes()
	perText, perSegment := textRoom, float64(w.sizes.builder)/builderRatio
	if built > 0 {
		perText, perSegment = float64(size)/float64(built), float64(built)/float64(max(w.inFlight.segments(), 1))
	}
	if left < 0 && w.brought > 0 {
		left = (text + built) * int64(max(s.cables-w.brought, 0)) / int64(w.brought)
	}
	toBuild := float64(text + max(left, 0))
	made := float64(size) + perText*toBuild
	if left < 0 {
		made = float64(s.current)
	}
	most := made * (1 + metaRoom)
	if s.base > 0 {
		most = made + float64(s.meta)*(1+made/float64(s.base))
	}
	segments := s.segments + int(toBuild/perSegment)
	if segments > enough {
		merged := min(made*float64(segments-enough+1)/float64(segments), perText*perSegment*largestMerge(segments))
		if made*small >= float64(s.base)+made {
			merged += float64(s.base)
		}
		most += mergeRoom * merged
	}
	least := leastRoom
	if segments > jobWidth {
		least = leastAfterMerging
	}
	more := most - float64(w.room)
	return int64(more), more > least*most
}

// largestMerge returns the number of segments as builders make them that the largest merge
// of a job merges.
func largestMerge(segments int) float64 {
	most := endWidth
	for n := jobWidth; n <= segments; n *= jobWidth {
		most = max(most, n)
	}
	return float64(most)
}

// diskSizes are sizes in bytes of what is on the disk.
type diskSizes struct {
	segments int   // number of all segments
	base     int64 // segments of the snapshot that the job goes on from
	meta     int64 // other files of it
	current  int64 // segments of the published snapshot
	cables   int   // of it
}

func (w *Writer) sizesOnDisk() (s diskSizes, err error) {
	if w.published != nil {
		s.base, s.meta = sizesIn(w.published.manifest)
		s.segments = len(w.published.leaves)
	}
	if name, err := w.readCurrent(); err == nil {
		if m, err := w.readManifest(name); err == nil {
			s.current, _ = sizesIn(m)
			s.cables = m.Cables
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
	}
	return s, nil
}

// sizesIn returns the sizes of the segments of a snapshot and of its other files.
func sizesIn(m manifest) (segments, others int64) {
	for file, size := range m.Files {
		if isSegment(file) {
			segments += size
		} else {
			others += size
		}
	}
	return segments, others
}
