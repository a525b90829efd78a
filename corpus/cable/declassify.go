package cable

// parseDeclassify reads the E.O. line: the order's number ("12958") and what
// it says of declassification, nil if it says nothing.
func parseDeclassify(line string) (eo string, d *Declassify) { return "", nil }
