// Package segment owns the files in which an index keeps cables: their words, codes,
// facets, dates and records. A Builder makes a segment, Merge makes one of several, a Leaf
// is what package search reads, and a plugin of type "cable" lets Scorch, and with it any
// program that uses Bleve, write and read them.
//
// # The file
//
// A segment is immutable. It holds n documents, numbered from 0, and is read where it is
// mapped: opening one reads the directory, a search the pages that it needs.
//
//	magic        "reftel cable segment 3\n"
//	parts        in any order; zeros may follow the records
//	directory    where each part is
//	sums         checksum of each page up to here
//	sums of sums checksum of each page of sums
//	footer       where these are, a checksum, and the magic again
//
// Numbers are little-endian or, where it says so, varints of encoding/binary. A page is
// 4,096 bytes; directory and sums each end on a page (zeros fill it). A checksum is a
// CRC-32C, for which processors have an instruction: a page takes under 1 µs, once,
// before its first byte is used. So whatever a reader uses is what was written, and damage is an
// error that names file and part, not a wrong answer. What is read is still checked
// against the bounds of its part, for the bytes under a checksum may be no segment.
// Segment.Verify compares all pages. The sums take 0.1 % of the file.
//
// The directory has the number of documents, the sums of their lengths, their first and
// last date, and for each part its kind, the name of its field or facet, where it is, the
// number of its values and their width in bits (see directory.append).
//
// # The parts
//
// Sizes are bytes for each byte of text of 1,669 real cables, which have 13.2 MB; all
// together take 0.80.
//
//	0.405  records        blocks of documents as they were found (see records.go)
//	0.265  postings       of a field: documents, frequencies, positions (postings.go)
//	0.105  terms          of a field: blocks of 64 terms (termwriter.go)
//	0.001  term blocks    of a field: the first term of each block, and where it is
//	0.000  their offsets  of a field: 4 bytes for each block
//	0.006  zones          subject, summary, paragraphs and marks as ranges of positions
//	0.006  values         of a facet: its values in byte order
//	0.004  ordinals       of a facet: the values of the documents, by number
//	0.003  facet offsets  of a facet: where each document's ordinals begin; left out if
//	                      no document has two: then each has one, plus 1, or 0 for none
//	0.004  ids            sort keys in order (index.IDOrder), which hold the ids
//	0.000  ranks          place of each document's key, and document of each key
//	0.000  lengths        of a text field, in tokens
//	0.000  dates          seconds since the oldest one, plus 1; 0 for none
//	0.000  record blocks  first document and offset of each block, 12 bytes
//
// Arrays of numbers are packed to the width of the largest (search.Packed), tables of
// strings are their packed offsets and their bytes (search.Texts). Both may be read at any
// index without the values before it.
//
// Postings are blocks of 128 documents: gaps, then frequencies, each packed to the width of
// the block's largest, after a list of the blocks, so that blocks can be skipped. Positions
// follow them, so that a search that needs none reads none: they are 71 % of the postings
// of text. Where a block has many, their sizes by document precede them, so that NEAR and
// phrases read those of a document without those before it.
//
// # Why no automaton holds the terms
//
// Terms stand in front-coded blocks, in which a search goes from block to block by
// bisection. A vellum FST, which Bleve uses and which was planned, was measured with the
// 58,362 terms of the text of these cables, which have 458 kB:
//
//	          size     all terms, each    *tion, each
//	vellum    398 kB   302 ns             133 ns
//	blocks    467 kB   27 ns              48 ns
//
// For the 17 % more, a block has the counts and sizes of the terms' postings, which an FST
// leaves to the postings, and the postings themselves of rare terms, another 499 kB: those
// of 50,600 terms here, so that looking one up reads one page less. A block is a range of
// bytes, which is compared with its checksums before it is read, while an automaton jumps
// through the whole file. Queries by pattern, regular expression and edit distance still
// run vellum's automata: over the blocks, of which they skip those whose terms share a
// prefix that can't match.
//
// # Versions
//
// The number is part of the magic, and Version:
//
//  1. the first;
//  2. positions in bytes of which 240 values end a number, where they were uvarints;
//  3. sizes of the positions of documents before those of a block that has many, and the
//     bounds of paragraphs before all else in the zones of a document.
package segment
