package segment

// What is needed to find records in a damaged file.
const (
	// Magic begins and ends a file.
	Magic = magic
	// BlockHeaderSize is the size of the header of a block of records.
	BlockHeaderSize = blockHeader
	// BlockMagic begins the header.
	BlockMagic = blockMagic
)

// A Block is where a block of records is in the file, from its header on.
type Block struct {
	From, To    int64
	First, Docs uint32 // number of the first document, and of documents
}

// Blocks returns the blocks of records, as far as their index is intact.
func (s *Segment) Blocks() []Block {
	index, records := s.parts[partKey{recordBlocksPart, ""}], s.parts[partKey{recordsPart, ""}]
	var list []Block
	for i := range min(int64(s.recordBlocks()), (index.to-index.from)/recordBlockSize) {
		p, err := s.guardedPlace(int(i))
		if err == nil && p.from >= 0 && p.from < p.to && p.to <= records.to-records.from {
			list = append(list, Block{records.from + p.from, records.from + p.to, p.first, p.docs})
		}
	}
	return list
}

func (s *Segment) guardedPlace(i int) (p recordPlace, err error) {
	defer s.guard(&err)
	return s.recordPlace(i)
}
