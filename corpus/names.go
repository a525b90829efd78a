package corpus

import (
	"strings"
)

// A role is what a named column, key or element holds.
type role uint8

const (
	noRole role = iota
	idRole
	dateRole
	originRole
	classificationRole
	referencesRole
	headerRole
	bodyRole
	rowRole // the number of a row, which does not describe the cable
	roleCount
)

// roleNames are the names that archives give to the columns of a CSV file, the
// keys of a JSON object and the elements of an XML document. Case, blanks and
// punctuation are ignored: "documentnumber" also matches "Document Number" and
// "document_number". Of several names of one role in a record the first in the
// list that has a value is used; the others become facts.
var roleNames = [roleCount][]string{
	idRole: {
		"mrn", "messagereferencenumber", "refid", "referenceid", "canonicalid", "documentnumber", "docnumber", "docno", "docnbr",
		"cableid", "telegramid", "telegramnumber", "cablenumber", "docid", "documentid", "identifier", "id",
	},
	dateRole: {
		"date", "datetime", "datesent", "sentdate", "sent", "senton", "sentat", "authored", "authoredon", "dateauthored",
		"draftdate", "datedrafted", "drafted", "created", "createdat", "createdon", "datecreated", "messagedate", "documentdate", "docdate",
		"dated", "timestamp",
	},
	originRole: {
		"origin", "from", "sender", "originator", "embassy", "post", "station", "fromoffice", "officeorigin", "office",
	},
	classificationRole: {
		"originalclassification", "classification", "classificationlevel", "class",
	},
	referencesRole: {"references", "refs", "reference", "reftels", "reftel"},
	headerRole:     {"header", "headers", "transmission", "transmissionlines"},
	bodyRole: {
		"body", "text", "msgtext", "messagetext", "message", "content", "contents", "fulltext", "cabletext", "telegramtext",
		"documenttext", "doctext", "rawtext", "raw",
	},
	rowRole: {"number", "no", "row", "rownumber", "rowid", "index", "line", ""},
}

// factNames maps further names of an archive's statements to the names of facts.
var factNames = map[string]string{
	"subject": "Subject", "title": "Subject", "tags": "TAGS", "to": "To", "recipient": "To", "recipients": "To", "action": "Action",
	"info": "Info", "concepts": "Concepts", "drafter": "Drafter", "filmnumber": "Film Number", "eo": "Executive Order",
	"executiveorder": "Executive Order", "captions": "Captions", "handling": "Handling Restrictions",
	"handlingrestrictions": "Handling Restrictions", "signature": "Signature", "locator": "Locator", "controlnumber": "Control Number",
}

// A naming is the role of a name and its rank among the names of that role.
type naming struct {
	role role
	rank int
}

var namings = func() map[string]naming {
	m := map[string]naming{}
	for r, names := range roleNames {
		for i, name := range names {
			m[name] = naming{role(r), i}
		}
	}
	return m
}()

// roleOf returns the role of a name, and its rank among the names of the role.
func roleOf(name string) naming { return namings[plainName(name)] }

// plainName returns the letters and digits of a name in lower case.
func plainName(name string) string {
	plain := func(r rune) rune {
		switch {
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r > 0x7f:
			return r
		}
		return -1
	}
	return strings.Map(plain, name)
}

// An entry is a named value of a record: a cell, a member of an object, an
// element.
type entry struct {
	name  string
	value string
	list  []string // of a list of references, else nil
}

// fill sets the fields of a record. An entry without a role, or whose role another
// entry fills, becomes a fact.
func (rec *Record) fill(fields []entry) {
	best := bestFields(fields)
	for i, f := range fields {
		n := roleOf(f.name)
		if n.role == rowRole || f.list == nil && blank([]byte(f.value)) {
			continue
		}
		if best[n.role] != i || n.role == noRole || !rec.set(n.role, f) {
			rec.addFact(f)
		}
	}
}

// bestFields returns the index of the field that fills each role, -1 if none
// does.
func bestFields(fields []entry) (best [roleCount]int) {
	var rank [roleCount]int
	for r := range best {
		best[r] = -1
	}
	for i, f := range fields {
		n := roleOf(f.name)
		if f.list == nil && blank([]byte(f.value)) || n.role == idRole && strings.Trim(f.value, "0123456789 ") == "" {
			continue
		}
		if best[n.role] < 0 || n.rank < rank[n.role] {
			best[n.role], rank[n.role] = i, n.rank
		}
	}
	return best
}

// set sets a role of the record. It returns false if the value does not fit.
func (rec *Record) set(r role, f entry) bool {
	switch r {
	case idRole:
		id := oneLine(f.value)
		if strings.Trim(id, "0123456789") == "" {
			return false // it is the number of a row in a database
		}
		rec.ID = id
	case dateRole:
		date, ok := parseAnyDate(f.value)
		if !ok {
			return false
		}
		rec.Date = date
	case originRole:
		rec.Origin = oneLine(f.value)
	case classificationRole:
		rec.Classification = oneLine(f.value)
	case referencesRole:
		rec.References = f.list
		if f.list == nil {
			rec.References = splitReferences(strings.NewReplacer(",", "|", ";", "|", "\n", "|").Replace(f.value))
		}
	case headerRole:
		rec.Header = f.value
	case bodyRole:
		rec.Body = f.value
	}
	return true
}

// addFact adds a field to the facts of the record.
func (rec *Record) addFact(f entry) {
	name := strings.TrimRight(oneLine(f.name), ": ")
	if label := factNames[plainName(name)]; label != "" {
		name = label
	}
	value := f.value
	if f.list != nil {
		value = strings.Join(f.list, ", ")
	}
	if value = oneLine(value); name != "" && value != "" {
		rec.Facts = append(rec.Facts, Fact{strings.ReplaceAll(name, ": ", " "), value})
	}
}
