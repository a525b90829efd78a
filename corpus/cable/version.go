package cable

// ParserVersion names what Parse understands. It changes with every change of
// a field of Cable or of its pieces, for an index to record what it was built
// with. Versions:
//
//	1  the first
const ParserVersion = "1"
