package cable

// findMentions returns the MRNs in content outside the spans skip, each once,
// in order, and without self.
func findMentions(content string, skip []Span, year int, self string) []string { return nil }
