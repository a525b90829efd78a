package query

import (
	"strings"
	"testing"
)

func BenchmarkParse(b *testing.B) {
	for _, bm := range []struct{ name, query string }{
		{"word", "munitions"},
		{"typical", `"cluster munitions" tags:PARM (from:brussels OR from:paris) date:2008-12-01..2009-01-15 class:>=C -draft*`},
		{"terms", strings.Repeat(`munitions "foreign minister" tags:PARM,KNNP -mine* `, 200)},
		{"groups", strings.Repeat("(a OR ", 150) + "b" + strings.Repeat(")", 150)},
		{"error", `"cluster munitions" tgas:PARM (from:brussels OR from:paris)`},
	} {
		b.Run(bm.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bm.query)))
			for b.Loop() {
				n, err := Parse(bm.query)
				if (err != nil) != (bm.name == "error") {
					b.Fatal(n, err)
				}
			}
		})
	}
}

func BenchmarkString(b *testing.B) {
	n, err := Parse(`"cluster munitions" tags:PARM (from:brussels OR from:paris) date:2008-12-01..2009-01-15 class:>=C -draft*`)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if n.String() == "" {
			b.Fatal("nothing printed")
		}
	}
}
