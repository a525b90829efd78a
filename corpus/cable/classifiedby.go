package cable

// parseClassifiedBy reads the block of the Classified By line: who classified,
// for which reasons ("1.4(b)"), and the source that it was derived from.
func parseClassifiedBy(block string) (people []Person, reasons []string, derivedFrom string) {
	return nil, nil, ""
}
