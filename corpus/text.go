package corpus

// readText reads a file that is one cable. The name of the file is the cable's id
// if it is an MRN.
func readText(s *scan) {
	data, ok := s.whole()
	if !ok {
		return
	}
	cs := charsetOf(data)
	rec := s.record(Text, 1, cs)
	rec.ID = s.fileID()
	rec.Body = unquote(cs.decode(data))
	s.emit(rec)
}
