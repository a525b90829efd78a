package bleveindex

import contract "reftel/index"

// textBytes returns the length of all texts of a document.
func textBytes(doc contract.Document) int {
	n := len(doc.Record.Header) + len(doc.Record.Body)
	for _, rec := range doc.Others {
		n += len(rec.Header) + len(rec.Body)
	}
	return n
}
