package field

import (
	"strings"
	"testing"

	"reftel/corpus/cable"
)

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]string{"has": "an operator", "missing": "an operator"}
	for _, f := range All() {
		for _, name := range append([]string{f.Name}, f.Aliases...) {
			if other, ok := seen[name]; ok {
				t.Errorf("%q names both %s and %s", name, other, f.Name)
			}
			seen[name] = f.Name
			if name != strings.ToLower(name) || strings.ContainsAny(name, " :,()\"") {
				t.Errorf("%q is no name that a query can write", name)
			}
		}
	}
}

func TestFacetNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Facets() {
		if seen[f.Name] {
			t.Errorf("two facets %q", f.Name)
		}
		seen[f.Name] = true
		if f.Help == "" || strings.Contains(f.Help, "\n") {
			t.Errorf("facet %s: help %q is not one line", f.Name, f.Help)
		}
	}
}

func TestLookup(t *testing.T) {
	tests := []struct{ name, want string }{
		{"tags", "tags"}, {"tag", "tags"}, {"TAG", "tags"}, {"Portion", "mark"},
		{"mrn", "id"}, {"year", "year"}, {"tgas", ""}, {"", ""},
	}
	for _, tt := range tests {
		f, ok := Lookup(tt.name)
		if f.Name != tt.want || ok != (tt.want != "") {
			t.Errorf("Lookup(%q) = %q, %v; want %q", tt.name, f.Name, ok, tt.want)
		}
	}
}

func TestLookupFacet(t *testing.T) {
	if f, ok := LookupFacet("Subject-Tags"); !ok || f.Name != "subject-tags" {
		t.Errorf("LookupFacet(Subject-Tags) = %q, %v", f.Name, ok)
	}
	if _, ok := LookupFacet("subject"); ok {
		t.Error("LookupFacet(subject) found a facet")
	}
}

func TestFieldsOfFacets(t *testing.T) {
	for _, f := range Facets() {
		if asked, ok := Lookup(f.Field); !ok || asked.Name != f.Field {
			t.Errorf("facet %s: %q is no field", f.Name, f.Field)
		}
	}
	for name, want := range map[string]string{
		"by": "classified-by", "caption": "handling", "date": "year", "file": "source", "from": "origin", "country": "countries",
		"tag": "tags", "body": "", "none": "",
	} {
		if f, ok := FacetOf(name); f.Name != want || ok != (want != "") {
			t.Errorf("FacetOf(%q) is %q, want %q", name, f.Name, want)
		}
	}
}

func TestHelpIsOneLine(t *testing.T) {
	for _, f := range All() {
		if f.Help == "" || strings.ContainsAny(f.Help, "\n") || len(f.Help) > 60 {
			t.Errorf("%s: help %q is no line of at most 60 columns", f.Name, f.Help)
		}
		if !strings.HasPrefix(f.Example, f.Name+":") {
			t.Errorf("%s: example %q does not show it", f.Name, f.Example)
		}
	}
}

func TestValue(t *testing.T) {
	tests := []struct {
		kind     Kind
		spelling string
		want     string
	}{
		{Class, "C", "CONFIDENTIAL"},
		{Class, "confidential", "CONFIDENTIAL"},
		{Class, "C O N F I D E N T I A L", "CONFIDENTIAL"},
		{Class, "unclas", "UNCLASSIFIED"},
		{Class, "U", "UNCLASSIFIED"},
		{Class, "lou", "LIMITED OFFICIAL USE"},
		{Class, "Limited Official Use", "LIMITED OFFICIAL USE"},
		{Class, "UNCLASSIFIED//FOR OFFICIAL USE ONLY", "FOR OFFICIAL USE ONLY"},
		{Class, "U//FOUO", "FOR OFFICIAL USE ONLY"},
		{Class, "SBU", "SENSITIVE BUT UNCLASSIFIED"},
		{Class, "top-secret", "TOP SECRET"},
		{Class, "TS", "TOP SECRET"},
		{Mark, "s", "SECRET"},
		{Prec, "o", "O"},
		{Prec, "OO", "O"},
		{Prec, "Immediate", "O"},
		{Prec, "flash", "Z"},
		{Class, "", ""},
		{Class, "//", ""},
		{Class, "Cé", ""},
		{Class, "C*", ""},
		{Class, "SECRET//NOFORN", ""},
		{Prec, "C", ""},
		{Text, "C", ""},
	}
	for _, tt := range tests {
		v, ok := tt.kind.Value(tt.spelling)
		if v.Name != tt.want || ok != (tt.want != "") {
			t.Errorf("kind %d, Value(%q) = %q, %v; want %q", tt.kind, tt.spelling, v.Name, ok, tt.want)
		}
	}
}

func TestValuesAreOrdered(t *testing.T) {
	for _, k := range []Kind{Class, Mark, Prec} {
		values := k.Values()
		for i := 1; i < len(values); i++ {
			if step := values[i].Rank - values[i-1].Rank; step != 0 && step != 1 {
				t.Errorf("%s has rank %d after %d", values[i].Name, values[i].Rank, values[i-1].Rank)
			}
		}
	}
	sbu, _ := Class.Value("SBU")
	fouo, _ := Class.Value("FOUO")
	if sbu.Rank != fouo.Rank {
		t.Errorf("SBU has rank %d, FOUO %d", sbu.Rank, fouo.Rank)
	}
}

func TestKinds(t *testing.T) {
	for k := Text; k <= Sound; k++ {
		if got, want := k.IsTime(), k == Time || k == Date; got != want {
			t.Errorf("kind %d: IsTime %v", k, got)
		}
		if got, want := k.HasRanges(), k.IsTime() || k == Class || k == Prec || k == Mark; got != want {
			t.Errorf("kind %d: HasRanges %v", k, got)
		}
	}
}

// Names of facets are names of fields, too, and lead to the field of the facet.
func TestFacetNamesAreFields(t *testing.T) {
	t.Parallel()
	for _, facet := range Facets() {
		f, ok := Lookup(facet.Name)
		of, _ := Lookup(facet.Field)
		if !ok || f.Name != of.Name && f.Of != of.Name && of.Of != f.Name {
			t.Errorf("the facet %s counts the field %s, and as a field it is %q", facet.Name, of.Name, f.Name)
		}
		if named, ok := FacetNamed(facet.Field); !ok {
			t.Errorf("the field %s of the facet %s names no facet, but %q", facet.Field, facet.Name, named.Name)
		}
	}
}

// TestAppendValues: values are appended with empty ones and duplicates.
func TestAppendValues(t *testing.T) {
	to := []cable.Addressee{{Name: "AMEMBASSY OSLO"}, {Name: "AMEMBASSY OSLO"}, {Routing: "RUEHC"}}
	s := Source{Cable: &cable.Cable{To: to, Handling: []string{"SIPDIS"}}}
	for _, tt := range []struct{ name, values, raw string }{
		{"to", "AMEMBASSY OSLO|RUEHC", "first|AMEMBASSY OSLO||AMEMBASSY OSLO|||RUEHC"},
		{"handling", "SIPDIS", "first|SIPDIS"},
		{"dtg", "", "first"},
	} {
		f, _ := Lookup(tt.name)
		if values, raw := strings.Join(f.Values(s), "|"), strings.Join(f.AppendValues([]string{"first"}, s), "|"); values != tt.values || raw != tt.raw {
			t.Errorf("%s has the values %q, raw %q; want %q, raw %q", tt.name, values, raw, tt.values, tt.raw)
		}
	}
}
