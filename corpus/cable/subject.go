package cable

// parseSubject reads the zone of the subject line: wrapped lines joined, its
// portion mark taken off and returned.
func parseSubject(block string) (subject, mark string) { return "", "" }
