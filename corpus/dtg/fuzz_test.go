package dtg

import "testing"

func FuzzParse(f *testing.F) {
	for _, tt := range parseTests {
		f.Add(tt.in)
	}
	for _, tt := range lineTests {
		f.Add(tt.in)
	}
	for _, tt := range repairTests {
		f.Add(tt.in)
	}
	for _, tt := range parseErrors {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := Parse(s)
		if err != nil {
			return
		}
		again, err := Parse(d.String())
		if err != nil || !again.Time.Equal(d.Time) || again.Zone != d.Zone || again.Precision != d.Precision {
			t.Errorf("%q parses as %v %v, and that as %v %v (%v)", s, d, d.Time, again, again.Time, err)
		}
		if len(again.Repairs) > 0 {
			t.Errorf("%v needs repairs: %q", d, again.Repairs)
		}
	})
}

func FuzzParseRange(f *testing.F) {
	for _, tt := range rangeTests {
		f.Add(tt.in)
	}
	for _, tt := range parseTests {
		f.Add(tt.in)
	}
	f.Fuzz(func(t *testing.T, s string) {
		span, err := ParseRange(s)
		if err != nil {
			return
		}
		if !span.From.Before(span.Until) {
			t.Fatalf("%q is %v, an empty span", s, span)
		}
		text := span.From.Format("2006-01-02T15:04Z")
		again, err := ParseRange(text)
		if err != nil || !again.From.Equal(span.From) {
			t.Errorf("%q begins at %s, which parses as %v (%v)", s, text, again, err)
		}
	})
}

func FuzzFind(f *testing.F) {
	for _, tt := range findTests {
		f.Add(unmark(tt.want))
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for d, start, end, ok := Find(text, 0); ok; d, start, end, ok = Find(text, end) {
			if start < last || end <= start || end > len(text) {
				t.Fatalf("%q: found at [%d, %d) after %d", text, start, end, last)
			}
			last = end
			whole, err := Parse(text[start:end])
			if d.HasYear() && (err != nil || whole.String() != d.String() || whole.Precedence != d.Precedence) {
				t.Errorf("%q is found as %v, and parses as %v (%v)", text[start:end], d, whole, err)
			}
			again, _, _, ok := Find(d.String(), 0)
			if !ok || !again.Time.Equal(d.Time) || len(again.Repairs) > 0 {
				t.Errorf("%v is found as %v", d, again)
			}
		}
	})
}

func FuzzParsePattern(f *testing.F) {
	for _, s := range []string{"041412Z", "O4 l412 a", "311412Y", "041412J", "041412Z DEC 08"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePattern(s)
		if err != nil {
			return
		}
		if again, err := ParsePattern(p.String()); err != nil || again != p {
			t.Errorf("%q is %v, and that %v (%v)", s, p, again, err)
		}
	})
}
