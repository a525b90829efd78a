package cable

import (
	"slices"
	"strings"

	"reftel/corpus/lists"
)

// rankOf returns the rank of a classification: its index in Classifications, but
// FOR OFFICIAL USE ONLY has the rank of SENSITIVE BUT UNCLASSIFIED. It returns -1
// for other strings.
func rankOf(class string) int {
	for i, c := range Classifications {
		if c == class {
			if c == fouo {
				i++
			}
			return i
		}
	}
	return -1
}

// readClass sets classification and handling. The archive's value has precedence.
func (v *valueReader) readClass() {
	text := v.class.class
	v.c.Handling = append(v.c.Handling, v.class.handling...)
	if text == unclassified {
		switch {
		case slices.Contains(v.c.Handling, "SENSITIVE"), slices.Contains(v.c.Handling, "SBU"):
			text = sensitive
		case slices.Contains(v.c.Handling, "FOUO"):
			text = fouo
		}
	}
	if text == "" {
		text = archiveReader{v.reading}.bannerClass()
	}
	archive, handling := archiveClass(archiveReader{v.reading}.archiveClassification())
	v.c.Handling = lists.Distinct(append(v.c.Handling, handling...))
	v.c.Classification = archive
	if archive == "" {
		v.c.Classification = text
	} else if text != "" && rankOf(text) != rankOf(archive) {
		v.c.TextClassification = text
		v.problem(ProblemClass, v.class.start, "the text is %s, the archive says %s", text, archive)
	}
	if v.class.repaired != "" {
		v.problem(ProblemCaption, v.class.start, "%s read as %s", v.class.repaired, v.class.class)
	}
}

// archiveClass reads an archive's classification: "SECRET//NOFORN",
// "UNCLASSIFIED//FOR OFFICIAL USE ONLY".
func archiveClass(s string) (class string, handling []string) {
	s = strings.TrimSpace(s)
	class, n, _ := classWord(s)
	for s = s[n:]; s != ""; {
		if strings.IndexByte(" /,-", s[0]) >= 0 {
			s = s[1:]
			continue
		}
		h, n := captionWord(s)
		if n == 0 {
			break
		}
		switch {
		case h == "FOUO" && class == unclassified:
			class = fouo
		case h == "SBU" && class == unclassified:
			class = sensitive
		default:
			handling = appendOnce(handling, h)
		}
		s = s[n:]
	}
	return class, handling
}

// checkPortions compares the whole with its highest portion.
func (k *checker) checkPortions() {
	highest, at := "", 0
	for _, para := range k.c.Paragraphs {
		if para.Classification == "" {
			continue
		}
		if rankOf(para.Classification) > rankOf(highest) {
			highest, at = para.Classification, para.Span.Start
		}
	}
	if highest == "" || k.c.Classification == "" || rankOf(highest) == rankOf(k.c.Classification) {
		return
	}
	k.problem(ProblemPortion, at, "the whole is %s, its highest portion %s", k.c.Classification, highest)
}

// readAttention sets Attention from the attention lines.
func (v *valueReader) readAttention() {
	for _, span := range v.zones.attention {
		for _, line := range attentionLines(v.plainLines(v.clean(span.Start, span.End))) {
			v.c.Attention = addOffices(v.c.Attention, line)
		}
	}
	v.c.Attention = lists.Distinct(v.c.Attention)
}

// attentionLines returns the lines of an attention block, with continuation lines
// joined to the line before.
func attentionLines(block string) []string {
	var lines []string
	for block != "" {
		var line string
		line, block = cutLine(block)
		if line = trimLine(line); line == "" {
			continue
		}
		if n := len(lines); n > 0 && !hasFor(line) {
			lines[n-1] += " " + line
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

// addOffices adds the offices and people of an attention line to list: the text
// after FOR, split at commas, semicolons, ampersands and AND.
func addOffices(list []string, line string) []string {
	line = strings.Join(strings.Fields(line), " ")
	for line != "" {
		part := line
		if end := strings.IndexAny(line, ",;&"); end >= 0 {
			part, line = line[:end], line[end+1:]
		} else {
			line = ""
		}
		for more := true; more; {
			var name string
			name, part, more = strings.Cut(part[attentionStart(part):], " AND ")
			list = appendOffice(list, name)
		}
	}
	return list
}

// maxAttentionLead is how much of the start of an attention line is searched for
// the word that comes before the names.
const maxAttentionLead = 200

// attentionStart returns where the names begin in "STATE FOR PM/WRA",
// "DEPARTMENT PLEASE PASS TO USTR"; 0 if there is no such word.
func attentionStart(s string) int {
	s = clip(s, maxAttentionLead)
	for _, w := range []string{" FOR ", " PASS TO ", " PASS ", " FOR: "} {
		if i := indexFold(s, w); i >= 0 {
			return i + len(w)
		}
	}
	for _, w := range []string{"FOR ", "PASS TO ", "ALSO "} {
		if hasPrefixFold(s, w) {
			return len(w)
		}
	}
	return 0
}

// appendOffice adds one office or person. It drops what follows an office symbol,
// mostly a person's name in parentheses. A/S and U/S are not office symbols but an
// assistant secretary and an under secretary.
func appendOffice(list []string, s string) []string {
	if i := strings.Index(s, " FROM "); i >= 0 {
		s = s[:i]
	}
	s = strings.Trim(s, " .:-/()")
	s = strings.TrimPrefix(s, "AND ")
	if n := officeLen(s); n > len("A/S") || n > 0 && !strings.HasPrefix(s, "A/S") && !strings.HasPrefix(s, "U/S") {
		s = strings.TrimRight(s[:n], "-")
	} else if i := strings.IndexByte(s, '('); i > 0 {
		s = strings.TrimSpace(s[:i])
	}
	if len(s) < 1 || len(s) > 60 {
		return list
	}
	return append(list, s)
}
