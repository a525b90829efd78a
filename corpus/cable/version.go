package cable

// ParserVersion names what Parse understands. It changes with every change of
// a field of Cable or of its pieces, for an index to record what it was built
// with. Versions:
//
//	1  the first
//	2  unplaced text, facts of archives, layouts of 1973-79, releases and SMART
const ParserVersion = "2"
