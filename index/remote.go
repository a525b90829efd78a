package index

// A Remote is a Searcher that may ask other machines.
type Remote interface {
	// Remote reports whether an answer takes the time of requests over a network.
	Remote() bool
}
