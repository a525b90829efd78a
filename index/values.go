package index

import (
	"slices"
	"strings"
	"time"

	"reftel/corpus/cable"
	"reftel/corpus/mrn"
	"reftel/corpus/tags"
)

// Origin returns the post that sent the document's cable: the post of its MRN,
// else the archive's name of the sender, else the FM line, else "".
func Origin(doc Document) string {
	if m, err := mrn.Parse(doc.ID, 0); err == nil && m.Post != "" {
		return m.Post
	}
	if doc.Record.Origin != "" {
		return doc.Record.Origin
	}
	return doc.Cable.From
}

// FieldValues returns the values of a coded field (field.Field) as the cable has
// them; engines analyze them. Text fields and unknown fields have none.
func FieldValues(doc Document, name string) []string {
	c := doc.Cable
	switch name {
	case "id":
		return distinct(append([]string{doc.ID, c.ID, doc.Record.ID}, c.Aliases...))
	case "from":
		return stations(cable.Addressee{Name: c.From, Routing: c.Originator}, Origin(doc))
	case "to":
		return addressees(c.To)
	case "info":
		return addressees(c.Info)
	case "prec":
		return c.Precedence
	case "class":
		return distinct([]string{c.Classification, c.TextClassification})
	case "handling":
		return c.Handling
	case "tags":
		return tagCodes(c.Tags, "")
	case "tagcat":
		return tagCategories(c.Tags)
	case "geo":
		return append(tagNames(c.Tags, tags.Geo), tagCodes(c.Tags, tags.Geo)...)
	case "concepts":
		return c.Concepts
	case "person":
		return tagCodes(c.Tags, tags.Person)
	case "ref":
		return refIDs(c.Refs)
	case "mentions":
		return c.Mentions
	case "mark":
		return marks(c.Paragraphs)
	case "eo":
		return nonEmpty(c.EO)
	case "reason":
		return c.Reasons
	case "by":
		return classifiers(c.ClassifiedBy)
	case "signed":
		return c.Signers
	case "office":
		return c.Attention
	case "serial":
		return nonEmpty(c.StationSerial)
	case "source":
		return sources(doc)
	case "status":
		return c.Status
	case "problem":
		return problemKinds(c.Problems)
	}
	return nil
}

// FacetValues returns the values of a facet (field.Facet), each once.
func FacetValues(doc Document, name string) []string {
	return distinct(facetValues(doc, name))
}

func facetValues(doc Document, name string) []string {
	c := doc.Cable
	switch name {
	case "subject-tags":
		return tagCodes(c.Tags, tags.Subject)
	case "countries":
		return tagNames(c.Tags, tags.Geo)
	case "origin":
		return nonEmpty(Origin(doc))
	case "classification":
		return FieldValues(doc, "class")
	case "precedence":
		return c.Precedence
	case "year":
		if !c.Date.IsZero() {
			return []string{c.Date.Format("2006")}
		}
	case "month":
		if !c.Date.IsZero() && c.DatePrecision != "year" {
			return []string{c.Date.Format("2006-01")}
		}
	case "to":
		return names(c.To)
	case "info":
		return names(c.Info)
	case "refs":
		return refIDs(c.Refs)
	case "classified-by":
		return classifiers(c.ClassifiedBy)
	case "decl":
		if c.Declassify != nil && len(c.Declassify.Date) >= 4 {
			return []string{c.Declassify.Date[:4]}
		}
	case "tags", "concepts", "handling", "mark", "signed", "person", "eo", "reason", "source", "problem":
		return FieldValues(doc, name)
	}
	return nil
}

// stations returns the values by which a station is found.
func stations(a cable.Addressee, post string) []string {
	return distinct(slices.Concat(nonEmpty(a.Name), nonEmpty(a.Routing), nonEmpty(post)))
}

func addressees(list []cable.Addressee) []string {
	var all []string
	for _, a := range list {
		all = append(all, stations(a, "")...)
	}
	return distinct(all)
}

func names(list []cable.Addressee) []string {
	var all []string
	for _, a := range list {
		all = append(all, nonEmpty(strings.ToUpper(a.Name))...)
	}
	return all
}

// tagCodes returns the codes of one kind of tags; the empty kind is all. A
// misspelt code is followed by the code that it stands for.
func tagCodes(list []tags.Tag, kind tags.Kind) []string {
	var codes []string
	for _, t := range list {
		if kind == "" || t.Kind == kind {
			codes = append(codes, t.Code)
		}
		if meant, ok := tags.Lookup(t.Meant, time.Time{}); ok && (kind == "" || meant.Kind == kind) {
			codes = append(codes, meant.Code)
		}
	}
	return distinct(codes)
}

func tagNames(list []tags.Tag, kind tags.Kind) []string {
	var all []string
	for _, t := range list {
		if t.Kind == kind {
			all = append(all, nonEmpty(t.Name)...)
		}
	}
	return all
}

func tagCategories(list []tags.Tag) []string {
	var all []string
	for _, t := range list {
		all = append(all, nonEmpty(tags.Category(t.Code))...)
	}
	return distinct(all)
}

func refIDs(refs []cable.Ref) []string {
	var ids []string
	for _, r := range refs {
		ids = append(ids, nonEmpty(r.ID)...)
	}
	return distinct(ids)
}

func marks(paragraphs []cable.Paragraph) []string {
	var all []string
	for _, p := range paragraphs {
		all = append(all, nonEmpty(p.Mark)...)
	}
	return distinct(all)
}

func classifiers(people []cable.Person) []string {
	var all []string
	for _, p := range people {
		all = append(all, nonEmpty(p.Name)...)
	}
	return all
}

// sources returns the paths of all versions of the document.
func sources(doc Document) []string {
	all := []string{doc.Record.Source.Path}
	for _, v := range doc.Versions {
		all = append(all, v.Source.Path)
	}
	return distinct(all)
}

func problemKinds(problems []cable.Problem) []string {
	var kinds []string
	for _, p := range problems {
		kinds = append(kinds, p.Kind)
	}
	return distinct(kinds)
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// distinct returns the values of list without duplicates and empty strings, in
// order of first use. Its cost is linear: a damaged cable may have 300,000
// addressees.
func distinct(list []string) []string {
	var out []string
	var seen map[string]bool
	if len(list) > fewValues {
		seen = make(map[string]bool, len(list))
	}
	for _, s := range list {
		if s == "" || seen[s] || seen == nil && slices.Contains(out, s) {
			continue
		}
		if out = append(out, s); seen != nil {
			seen[s] = true
		}
	}
	return out
}

// fewValues is the number of values up to which comparing each with all is
// quicker than a table.
const fewValues = 16
