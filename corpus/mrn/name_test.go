package mrn

import "testing"

func TestFromName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, want string }{
		{"09STATE15113", "09STATE15113"},
		{"2009state015113", "09STATE15113"},
		{"09SECSTATE15113", "09STATE15113"},
		{"73BANGKOK-A50", "73BANGKOK-A50"},
		{"09STATE15113.html", "09STATE15113"},
		{"1974STATE150591_b.html", "74STATE150591"},
		{`C:\cables\09STATE15113.txt`, "09STATE15113"},
		{"https://example.org/cable/2009/02/09STATE15113.html#par3", "09STATE15113"},
		{"08ECTION01OF02MANAMA492", "08MANAMA492"},
		{"STATE15113", ""},
		{"09FOOBARIA15113", ""},
		{"cables.csv", ""},
		{"https://example.org/", ""},
		{"2008", ""},
		{"F16", ""},
		{"09A", ""},
		{"", ""},
	} {
		m, ok := FromName(tt.name)
		if ok != (tt.want != "") || m.String() != tt.want {
			t.Errorf("FromName(%q) = %q, %v; want %q", tt.name, m, ok, tt.want)
		}
	}
}

func FuzzFromName(f *testing.F) {
	f.Add("https://example.org/cable/2009/02/09STATE15113.html")
	f.Fuzz(func(t *testing.T, name string) {
		m, ok := FromName(name)
		if !ok {
			return
		}
		if again, ok := FromName(m.String()); !ok || again != m {
			t.Errorf("FromName(%q) is %v, of which it is %v, %v", name, m, again, ok)
		}
	})
}
