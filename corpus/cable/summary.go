package cable

// parseSummary returns the text of the cable's summary, without its heading.
func parseSummary(paras []Paragraph, body string) string { return "" }
