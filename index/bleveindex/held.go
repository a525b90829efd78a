package bleveindex

import (
	"container/list"

	contract "reftel/index"
)

// held are the documents that were added last. They are not in a builder yet: further
// texts of the same ids may follow, and a builder would keep each state of a document.
type held struct {
	byID  map[string]*list.Element // of heldDoc
	order list.List                // the one added last is the last
	bytes int
}

// A heldDoc is a document, and whether it takes more memory than a builder may.
type heldDoc struct {
	doc   contract.Document
	heavy bool
}

// Limits of what is held. One document may be larger.
const (
	mostHeld      = 128
	mostHeldBytes = 1 << 20
)

func newHeld() held { return held{byID: map[string]*list.Element{}} }

// put adds a document, which replaces the one with the same id.
func (h *held) put(d heldDoc) {
	h.remove(d.doc.ID)
	h.byID[d.doc.ID] = h.order.PushBack(d)
	h.bytes += textBytes(d.doc)
}

func (h *held) remove(id string) {
	if e, ok := h.byID[id]; ok {
		h.bytes -= textBytes(e.Value.(heldDoc).doc)
		h.order.Remove(e)
		delete(h.byID, id)
	}
}

// get returns the document with an id.
func (h *held) get(id string) (contract.Document, bool) {
	e, ok := h.byID[id]
	if !ok {
		return contract.Document{}, false
	}
	return e.Value.(heldDoc).doc, true
}

// full reports whether the first document must go.
func (h *held) full() bool {
	return len(h.byID) > 1 && (len(h.byID) > mostHeld || h.bytes > mostHeldBytes)
}

// first returns the document that was added first. There must be one.
func (h *held) first() heldDoc { return h.order.Front().Value.(heldDoc) }
