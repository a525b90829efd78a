package cable

// parseSigners returns the names that sign the tail of a cable, as written.
func parseSigners(tail string) []string { return nil }
