package cable

// parseRefs reads the REF block: its entries, in order, with labels, kinds and
// notes. Year is the citing cable's, self its own canonical id, both for MRNs
// that the block does not spell out or that belong to page furniture.
func parseRefs(block string, year int, self string) []Ref { return nil }
