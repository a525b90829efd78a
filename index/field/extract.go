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

func ids(list []string, s Source) []string {
	return append(append(list, s.ID, s.Cable.ID, s.Record.ID), s.Cable.Aliases...)
}

func senders(list []string, s Source) []string {
	return append(list, s.Cable.From, s.Cable.Originator, s.Origin())
}

func origins(list []string, s Source) []string { return append(list, s.Origin()) }

func classifications(list []string, s Source) []string {
	return append(list, s.Cable.Classification, s.Cable.TextClassification)
}

func codesOf(kind tags.Kind) appender {
	return func(list []string, s Source) []string { return appendTagCodes(list, s.Cable.Tags, kind) }
}

func countries(list []string, s Source) []string {
	for _, t := range s.Cable.Tags {
		if t.Kind == tags.Geo {
			list = append(list, t.Name)
		}
	}
	return list
}

func countriesAndCodes(list []string, s Source) []string {
	return appendTagCodes(countries(list, s), s.Cable.Tags, tags.Geo)
}

func year(list []string, s Source) []string {
	if s.Cable.Date.IsZero() {
		return list
	}
	return append(list, s.Cable.Date.Format("2006"))
}

func month(list []string, s Source) []string {
	if s.Cable.Date.IsZero() || s.Cable.DatePrecision == "year" {
		return list
	}
	return append(list, s.Cable.Date.Format("2006-01"))
}

func declassificationYear(list []string, s Source) []string {
	if d := s.Cable.Declassify; d != nil && len(d.Date) >= len("2006") {
		list = append(list, d.Date[:len("2006")])
	}
	return list
}

func sources(list []string, s Source) []string {
	return append(append(list, s.Record.Source.Path), s.Paths...)
}

func precedenceLetters(list []string, s Source) []string { return append(list, s.Cable.Precedence...) }
func handling(list []string, s Source) []string          { return append(list, s.Cable.Handling...) }
func concepts(list []string, s Source) []string          { return append(list, s.Cable.Concepts...) }
func mentions(list []string, s Source) []string          { return append(list, s.Cable.Mentions...) }
func executiveOrder(list []string, s Source) []string    { return append(list, s.Cable.EO) }
func reasons(list []string, s Source) []string           { return append(list, s.Cable.Reasons...) }
func signers(list []string, s Source) []string           { return append(list, s.Cable.Signers...) }
func offices(list []string, s Source) []string           { return append(list, s.Cable.Attention...) }
func serial(list []string, s Source) []string            { return append(list, s.Cable.StationSerial) }
func status(list []string, s Source) []string            { return append(list, s.Cable.Status...) }
func toStations(list []string, s Source) []string        { return appendStations(list, s.Cable.To) }
func infoStations(list []string, s Source) []string      { return appendStations(list, s.Cable.Info) }
func toNames(list []string, s Source) []string           { return appendNames(list, s.Cable.To) }
func infoNames(list []string, s Source) []string         { return appendNames(list, s.Cable.Info) }

func tagCategories(list []string, s Source) []string {
	return appendEach(list, s.Cable.Tags, func(t *tags.Tag) string { return tags.Category(t.Code) })
}

func references(list []string, s Source) []string {
	return appendEach(list, s.Cable.Refs, func(r *cable.Ref) string { return r.ID })
}

func marks(list []string, s Source) []string {
	return appendEach(list, s.Cable.Paragraphs, func(p *cable.Paragraph) string { return p.Mark })
}

func classifiers(list []string, s Source) []string {
	return appendEach(list, s.Cable.ClassifiedBy, func(p *cable.Person) string { return p.Name })
}

func problems(list []string, s Source) []string {
	return appendEach(list, s.Cable.Problems, func(p *cable.Problem) string { return p.Kind })
}

// appendStations appends the values by which stations are found.
func appendStations(list []string, stations []cable.Addressee) []string {
	for _, a := range stations {
		list = append(list, a.Name, a.Routing)
	}
	return list
}

func appendNames(list []string, stations []cable.Addressee) []string {
	return appendEach(list, stations, func(a *cable.Addressee) string { return strings.ToUpper(a.Name) })
}

// appendTagCodes appends the codes of one kind of tags; the empty kind is all. A
// misspelt code is followed by the code that it stands for.
func appendTagCodes(codes []string, list []tags.Tag, kind tags.Kind) []string {
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

// appendEach appends a value of each element of all.
func appendEach[T any](list []string, all []T, value func(*T) string) []string {
	for i := range all {
		list = append(list, value(&all[i]))
	}
	return list
}
