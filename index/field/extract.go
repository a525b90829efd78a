package field

import (
	"strings"
	"time"

	"reftel/corpus"
	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// A Source is one text of a cable, from which the values of fields and facets are
// taken.
type Source struct {
	// ID is the id of the cable in the index.
	ID     string
	Record corpus.Record
	Cable  *cable.Cable // the parsed Record
	// Paths are the files that hold the text.
	Paths []string
	// Times and Dates are the date-time groups and the plain dates of the text, as
	// terms of the scanner.
	Times, Dates []string
}

// Origin returns the post that sent the cable: the post of its MRN, else the
// archive's name of the sender, else the FM line, else "".
func (s Source) Origin() string {
	if m, err := mrn.Parse(s.ID, 0); err == nil && m.Post != "" {
		return m.Post
	}
	if s.Record.Origin != "" {
		return s.Record.Origin
	}
	return s.Cable.From
}

func ids(s Source) []string {
	return append([]string{s.ID, s.Cable.ID, s.Record.ID}, s.Cable.Aliases...)
}

func senders(s Source) []string {
	return stations(cable.Addressee{Name: s.Cable.From, Routing: s.Cable.Originator}, s.Origin())
}

func origins(s Source) []string { return []string{s.Origin()} }

func classifications(s Source) []string {
	return []string{s.Cable.Classification, s.Cable.TextClassification}
}

func codesOf(kind tags.Kind) func(Source) []string {
	return func(s Source) []string { return tagCodes(s.Cable.Tags, kind) }
}

func countries(s Source) []string { return tagNames(s.Cable.Tags, tags.Geo) }

func countriesAndCodes(s Source) []string {
	return append(countries(s), tagCodes(s.Cable.Tags, tags.Geo)...)
}

func year(s Source) []string {
	if s.Cable.Date.IsZero() {
		return nil
	}
	return []string{s.Cable.Date.Format("2006")}
}

func month(s Source) []string {
	if s.Cable.Date.IsZero() || s.Cable.DatePrecision == "year" {
		return nil
	}
	return []string{s.Cable.Date.Format("2006-01")}
}

func declassificationYear(s Source) []string {
	if d := s.Cable.Declassify; d != nil && len(d.Date) >= len("2006") {
		return []string{d.Date[:len("2006")]}
	}
	return nil
}

func sources(s Source) []string { return append([]string{s.Record.Source.Path}, s.Paths...) }

func precedenceLetters(s Source) []string { return s.Cable.Precedence }
func handling(s Source) []string          { return s.Cable.Handling }
func concepts(s Source) []string          { return s.Cable.Concepts }
func mentions(s Source) []string          { return s.Cable.Mentions }
func executiveOrder(s Source) []string    { return []string{s.Cable.EO} }
func reasons(s Source) []string           { return s.Cable.Reasons }
func signers(s Source) []string           { return s.Cable.Signers }
func offices(s Source) []string           { return s.Cable.Attention }
func serial(s Source) []string            { return []string{s.Cable.StationSerial} }
func status(s Source) []string            { return s.Cable.Status }
func toStations(s Source) []string        { return addressees(s.Cable.To) }
func infoStations(s Source) []string      { return addressees(s.Cable.Info) }
func toNames(s Source) []string           { return names(s.Cable.To) }
func infoNames(s Source) []string         { return names(s.Cable.Info) }

func tagCategories(s Source) []string {
	return collect(s.Cable.Tags, func(tag tags.Tag) string { return tags.Category(tag.Code) })
}

func references(s Source) []string {
	return collect(s.Cable.Refs, func(r cable.Ref) string { return r.ID })
}

func marks(s Source) []string {
	return collect(s.Cable.Paragraphs, func(p cable.Paragraph) string { return p.Mark })
}

func classifiers(s Source) []string {
	return collect(s.Cable.ClassifiedBy, func(p cable.Person) string { return p.Name })
}

func problems(s Source) []string {
	return collect(s.Cable.Problems, func(p cable.Problem) string { return p.Kind })
}

// stations returns the values by which a station is found.
func stations(a cable.Addressee, post string) []string { return []string{a.Name, a.Routing, post} }

func addressees(list []cable.Addressee) []string {
	var all []string
	for _, a := range list {
		all = append(all, stations(a, "")...)
	}
	return all
}

func names(list []cable.Addressee) []string {
	return collect(list, func(a cable.Addressee) string { return strings.ToUpper(a.Name) })
}

// tagCodes returns the codes of one kind of tags; the empty kind is all. A
// misspelt code is followed by the code that it stands for.
func tagCodes(list []tags.Tag, kind tags.Kind) []string {
	var codes []string
	for _, t := range list {
		if kind == "" || t.Kind == kind {
			codes = append(codes, t.Code)
		}
		if t.Meant == "" {
			continue
		}
		if meant, ok := tags.Lookup(t.Meant, time.Time{}); ok && (kind == "" || meant.Kind == kind) {
			codes = append(codes, meant.Code)
		}
	}
	return codes
}

func tagNames(list []tags.Tag, kind tags.Kind) []string {
	return collect(list, func(t tags.Tag) string {
		if t.Kind != kind {
			return ""
		}
		return t.Name
	})
}

// collect returns a value of each element of a list.
func collect[T any](list []T, value func(T) string) []string {
	all := make([]string, 0, len(list))
	for _, e := range list {
		all = append(all, value(e))
	}
	return all
}
