package corpus

// readText reads a file that is one cable. Its name is the cable's if it is
// an MRN: an archive of single files says no more of them.
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
