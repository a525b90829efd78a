package post

import (
	"fmt"
	"strings"
	"testing"
)

var lookupTests = []struct{ in, want string }{
	{"LAPAZ", "LAPAZ"},
	{"LA PAZ", "LAPAZ"},
	{"lapaz", "LAPAZ"},
	{" La  Paz ", "LAPAZ"},
	{"AMEMBASSY LA PAZ", "LAPAZ"},
	{"Embassy La Paz", "LAPAZ"},
	{"RUEHLP", "LAPAZ"},
	{"ruehlp", "LAPAZ"},
	{"RUEHLP/AMEMBASSY LA PAZ", "LAPAZ"},
	{"São Paulo", "SAOPAULO"},
	{"Asunción", "ASUNCION"},
	{"AMCONSUL GÖTEBORG", "GOTEBORG"},
	{"N'DJAMENA", "NDJAMENA"},
	{"N’Djamena", "NDJAMENA"},
	{"PORT-AU-PRINCE", "PORTAUPRINCE"},
	{"ST. PETERSBURG", "STPETERSBURG"},
	{"Saint Petersburg", "STPETERSBURG"},
	{"0TTAWA", "OTTAWA"},
	{"SANTIAG0", "SANTIAGO"},
	{"STATE", "STATE"},
	{"SECSTATE", "STATE"},
	{"SECSTATE WASHDC", "STATE"},
	{"RUEHC/SECSTATE WASHDC", "STATE"},
	{"Secretary of State", "STATE"},
	{"SECDEF WASHDC", "SECDEF"},
	{"SECDEF WASHINGTON DC", "SECDEF"},
	{"DEPT OF COMMERCE WASHDC", "USDOC"},
	{"USDOC WASHINGTON DC", "USDOC"},
	{"CDC ATLANTA GA", "CDCATLANTAGA"},
	{"USMISSION USUN NEW YORK", "USUNNEWYORK"},
	{"USUN", "USUNNEWYORK"},
	{"USMISSION UNVIE VIENNA", "UNVIEVIENNA"},
	{"UNVIE", "UNVIEVIENNA"},
	{"USMISSION GENEVA", "GENEVA"},
	{"US Mission Geneva", "GENEVA"},
	{"USMISSION CD GENEVA", "CDGENEVA"},
	{"USMISSION USNATO", "USNATO"},
	{"Mission USNATO", "USNATO"},
	{"US MISSION USNATO BRUSSELS BE", "USNATO"},
	{"USEU BRUSSELS", "USEUBRUSSELS"},
	{"USEC BRUSSELS", "ECBRUSSELS"},
	{"USMISSION UNESCO PARIS FR", "UNESCOPARISFR"},
	{"PARIS FR", "UNESCOPARISFR"},
	{"AMEMBASSY PARIS FR", "PARIS"},
	{"MADRID SP", "MADRID"},
	{"AMEMBASSY MADRID SP", "MADRID"},
	{"Paris, France", "PARIS"},
	{"LA PAZ BOLIVIA", "LAPAZ"},
	{"USINT HAVANA", "HAVANA"},
	{"US Interests Section Havana", "HAVANA"},
	{"USLO TRIPOLI", "TRIPOLI"},
	{"REO BASRAH", "BASRAH"},
	{"IRAN RPO DUBAI", "IRANRPODUBAI"},
	{"RPO DUBAI", "RPODUBAI"},
	{"AIT TAIPEI", "AITTAIPEI"},
	{"TAIPEI", "TAIPEI"},
	{"MEXICO CITY", "MEXICO"},
	{"THE HAGUE", "THEHAGUE"},
	{"HAGUE", "THEHAGUE"},
	{"BANGKO", "BANGKOK"},
	{"NEWDE", "NEWDELHI"},
	{"BSAS", "BUENOSAIRES"},
	{"BKK", "BANGKOK"},
	{"KIEV", "KIEV"},
	{"Kyiv", "KYIV"},
	{"AMCONSUL CALCUTTA", "CALCUTTA"},
	{"AMCONSUL CANTON", "GUANGZHOU"},
	{"YANGON", "RANGOON"},
	{"TEHERAN", "TEHRAN"},
	{"RUEHDIR", "IRANRPODUBAI"}, // not Nagoya: cables of RPO Dubai say DE RUEHDIR
	{"RUEHBS", "BRUSSELS"},      // which USEU shares
	{"RUEHKV", "KYIV"},
	{"RUEHTA", "ASTANA"},

	// No posts, or only in an MRN.
	{"", ""},
	{"  ", ""},
	{"BLABLA", ""},
	{"EMBASSY", ""},
	{"EMBASSY BLABLA", ""},
	{"BRAZIL", ""},
	{"BA", ""},
	{"PANANA", ""},
	{"A PARIS", ""},
	{"PARIS 12", ""},
	{"MADRID FR", ""},
	{"PARIS SPAIN", ""},
	{"LONDON WASHDC", ""},
	{"日本", ""},
	{strings.Repeat("LAPAZ", 20), ""},
}

func TestLookup(t *testing.T) {
	for _, tt := range lookupTests {
		p, ok := Lookup(tt.in)
		if ok != (tt.want != "") || p.Code != tt.want {
			t.Errorf("Lookup(%q) = %q %v, want %q", tt.in, p.Code, ok, tt.want)
		}
	}
}

func TestLookupFacts(t *testing.T) {
	tests := []struct {
		in   string
		want Post
	}{
		{"LAPAZ", Post{"LAPAZ", "La Paz", "Bolivia", "embassy", "RUEHLP"}},
		{"PORTAUPRINCE", Post{"PORTAUPRINCE", "Port-au-Prince", "Haiti", "embassy", "RUEHPU"}},
		{"ISTANBUL", Post{"ISTANBUL", "Istanbul", "Turkey", "consulate", "RUEHIT"}},
		{"USNATO", Post{"USNATO", "USNATO Brussels", "Belgium", "mission", "RUEHNO"}},
		{"STATE", Post{"STATE", "Department of State", "United States", "department", "RUEHC"}},
		{"SECTO", Post{"SECTO", "Secretary's Delegation (SECTO)", "", "mission", ""}},
		{"MOSCOW", Post{"MOSCOW", "Moscow", "Russia", "embassy", "RUEHMO"}},
		{"TEHRAN", Post{"TEHRAN", "Tehran", "Iran", "embassy", ""}},
	}
	for _, tt := range tests {
		if p, ok := Lookup(tt.in); !ok || p != tt.want {
			t.Errorf("Lookup(%q) = %+v %v, want %+v", tt.in, p, ok, tt.want)
		}
	}
}

// Every post is found by its code and by its name, and has a name and a kind.
func TestAll(t *testing.T) {
	last, n := "", 0
	for p := range All() {
		n++
		if p.Code <= last || p.Name == "" || p.Kind == "" {
			t.Errorf("post %+v after %s", p, last)
		}
		last = p.Code
		for _, name := range []string{p.Code, p.Name, strings.ToLower(p.Code), strings.ToUpper(p.Name)} {
			if got, ok := Lookup(name); !ok || got != p {
				t.Errorf("Lookup(%q) = %+v %v, want %+v", name, got, ok, p)
			}
		}
		if got, ok := Resolve(p.Code, 1975); !ok || got != p {
			t.Errorf("Resolve(%q, 1975) = %+v %v", p.Code, got, ok)
		}
	}
	if n != 365 {
		t.Errorf("%d posts, want 365", n)
	}
	for p := range All() {
		if p.Code != "ABIDJAN" {
			t.Errorf("first post is %s", p.Code)
		}
		break
	}
}

// The tables have no line that is not read, and no code that is unknown.
func TestTables(t *testing.T) {
	for name, table := range map[string]struct {
		text    string
		columns int
	}{"posts": {postsTSV, 7}, "aliases": {aliasesTSV, 4}, "routing": {routingTSV, 4}} {
		lines, read := 0, 0
		for line := range strings.Lines(table.text) {
			if line[0] != '#' {
				lines++
			}
		}
		for range rows(table.text, table.columns) {
			read++
		}
		if read != lines-1 {
			t.Errorf("%s: %d rows of %d lines", name, read, lines)
		}
	}
	spelled := map[string]bool{}
	for f := range rows(aliasesTSV, 4) {
		if _, ok := Lookup(f[1]); !ok {
			t.Errorf("alias %q of %q, which is no post", f[0], f[1])
		}
		if _, ok := uses[f[2]]; !ok && (f[2] != renamed || f[3] == "") {
			t.Errorf("alias %q: use %q", f[0], f[2])
		}
		if spelled[f[0]] {
			t.Errorf("alias %q stands twice", f[0])
		}
		spelled[f[0]] = true
		if p, ok := Resolve(f[0], 2008); !ok || p.Code != f[1] && p.Code != Names(f[1])[0] {
			t.Errorf("Resolve(%q, 2008) = %q %v, want %s", f[0], p.Code, ok, f[1])
		}
	}
}

func TestByRouting(t *testing.T) {
	for in, want := range map[string]string{
		"RUEHBS": "AMEMBASSY BRUSSELS", " ruehbs ": "AMEMBASSY BRUSSELS", "RUEHQT": "AMEMBASSY QUITO",
		"RUEHDIR": "IRAN RPO DUBAI", "RUEHGH": "AMCONSUL SHANGHAI", "RAYASAJ": "DIO CANBERRA", "RUEHXX": "", "": "",
	} {
		if name, ok := ByRouting(in); name != want || ok != (want != "") {
			t.Errorf("ByRouting(%q) = %q %v, want %q", in, name, ok, want)
		}
	}
}

// TestRoutingTable: each line of the table is found, so they are in order.
func TestRoutingTable(t *testing.T) {
	lines := 0
	for f := range rows(routingTSV, 4) {
		lines++
		if name, ok := ByRouting(f[0]); name != f[1] || !ok {
			t.Errorf("ByRouting(%q) = %q, %v, want %q", f[0], name, ok, f[1])
		}
	}
	if lines != 2019 {
		t.Errorf("%d lines, want 2019", lines)
	}
}

// The station of a post's routing indicator is that post, or one that shares it.
func TestRoutingOfPosts(t *testing.T) {
	for p := range All() {
		if p.Routing == "" {
			continue
		}
		name, ok := ByRouting(p.Routing)
		if !ok {
			t.Errorf("%s has routing indicator %s, which no list has", p.Code, p.Routing)
		}
		if got, ok := Lookup(name); !ok || got.Routing != p.Routing {
			t.Errorf("%s of %s is %q, and that is %+v", p.Routing, p.Code, name, got)
		}
	}
}

var resolveTests = []struct {
	in   string
	year int
	want string
}{
	{"LA PAZ", 2008, "LAPAZ"},
	{"BA", 2006, "BUENOSAIRES"},
	{"HK", 2007, "HONGKONG"},
	{"PAP", 2007, "PORTAUPRINCE"},
	{"VAT", 2004, "VATICAN"},
	{"TAIPEI", 0, "TAIPEI"},
	{"TAIPEI", 1974, "TAIPEI"},
	{"TAIPEI", 2002, "AITTAIPEI"},
	{"TAIPE", 2002, "AITTAIPEI"},
	{"KIEV", 0, "KIEV"},
	{"KIEV", 2006, "KIEV"},
	{"KIEV", 2007, "KYIV"},
	{"KYIV", 2006, "KYIV"},
	{"CALCUTTA", 2005, "CALCUTTA"},
	{"CALCUT", 1975, "CALCUTTA"},
	{"AMCONSUL CALCUTTA", 2009, "KOLKATA"},
	{"BOMBAY", 2005, "MUMBAI"},
	{"MADRAS", 1985, "MADRAS"},
	{"MADRAS", 2005, "CHENNAI"},
	{"PEKING", 1979, "PEKING"},
	{"PEKING", 1985, "BEIJING"},
	{"SAIGON", 2005, "SAIGON"},
	{"ALMATY", 2009, "ALMATY"},
	{"BRAZIL", 2009, "BRASILIA"},
	{"FRANCE", 2009, "PARIS"},
	{"Embassy Germany", 2009, "BERLIN"},
	{"UAE", 2009, "ABUDHABI"},
	{"SPAIN", 2009, "MADRID"},
	{"HALIF", 2008, "HALIFAX"},
	{"RIO DE JAN", 2008, "RIODEJANEIRO"},
	{"USCUSTOMSA", 2010, "USCBP"},
	{"SECDEFWASH", 2003, "SECDEF"},
	{"WELLINGOTN", 2001, "WELLINGTON"},
	{"BISHTEK", 2003, "BISHKEK"},
	{"SAO PAUO", 2005, "SAOPAULO"},
	{"TRIPOLII", 2009, "TRIPOLI"},
	{"QRIPOLI", 2009, "TRIPOLI"},
	{"SECTATE", 2003, "STATE"},
	{"USUNNEYORK", 2009, "USUNNEWYORK"},
	{"AMEMBASSY TRIPOLII", 2009, "TRIPOLI"},
	{"CONAKRYY", 2009, "CONAKRY"},
	{"XCAIRO", 2009, "CAIRO"},
	{"KABU", 2009, "KABUL"},
	{"NEW YORK", 2009, "USUNNEWYORK"},
	{"RUEHLP", 2009, "LAPAZ"},

	{"NANAMA", 2009, ""}, // Manama or Panama
	{"SANT", 2009, ""},
	{"LIMO", 2009, ""},
	{"ROEM", 2009, ""},
	{"DAKA", 2009, ""}, // Dakar or Dhaka
	{"CANADIAN", 2009, ""},
	{"BLABLA", 2009, ""},
	{"", 2009, ""},
	{"12", 2009, ""},
}

func TestResolve(t *testing.T) {
	for _, tt := range resolveTests {
		p, ok := Resolve(tt.in, tt.year)
		if ok != (tt.want != "") || p.Code != tt.want {
			t.Errorf("Resolve(%q, %d) = %q %v, want %q", tt.in, tt.year, p.Code, ok, tt.want)
		}
	}
}

func TestLookupMRN(t *testing.T) {
	tests := []struct {
		in   string
		year int
		want string
	}{
		{"BA", 2006, "BUENOSAIRES"},
		{"LA PAZ", 2006, "LAPAZ"},
		{"TAIPEI", 1979, "TAIPEI"},
		{"TAIPEI", 1980, "AITTAIPEI"},
		{"RUEHLP", 0, "LAPAZ"},
		{"BRAZIL", 2009, ""},
		{"PANANA", 2009, ""},
		{"12", 2009, ""},
	}
	for _, tt := range tests {
		if p, ok := LookupMRN(tt.in, tt.year); ok != (tt.want != "") || p.Code != tt.want {
			t.Errorf("LookupMRN(%q, %d) = %q %v, want %q", tt.in, tt.year, p.Code, ok, tt.want)
		}
	}
}

func TestNames(t *testing.T) {
	for code, want := range map[string]string{
		"KIEV": "KYIV KIEV", "KYIV": "KYIV KIEV", "KOLKATA": "KOLKATA CALCUTTA", "CALCUTTA": "KOLKATA CALCUTTA",
		"MADRAS": "CHENNAI MADRAS", "BOMBAY": "MUMBAI BOMBAY", "PEKING": "BEIJING PEKING", "HARARE": "HARARE SALISBURY",
		"SAIGON": "SAIGON", "HOCHIMINHCITY": "HOCHIMINHCITY", "ALMATY": "ALMATY", "TAIPEI": "TAIPEI", "RANGOON": "RANGOON",
		"LIMA": "LIMA", "CALCUT": "CALCUT", "Kiev": "Kiev", "BLABLA": "BLABLA", "": "",
	} {
		if got := strings.Join(Names(code), " "); got != want {
			t.Errorf("Names(%q) = %s, want %s", code, got, want)
		}
	}
}

// The names of a renamed station are posts of one country, and of one routing
// indicator where both are known.
func TestRenamed(t *testing.T) {
	n := 0
	for p := range All() {
		for _, code := range Names(p.Code) {
			other, ok := Lookup(code)
			if !ok || other.Country != p.Country || other.Routing != p.Routing && other.Routing != "" && p.Routing != "" {
				t.Errorf("%s is also %s: %+v, %+v", p.Code, code, p, other)
			}
			if code != p.Code {
				n++
			}
		}
	}
	if n != 20 {
		t.Errorf("%d names are of renamed stations, want 20", n)
	}
}

func TestBare(t *testing.T) {
	for in, want := range map[string]string{
		"Embassy Blabla": "BLABLA", "bla-bla": "BLABLA", "EMBASSY": "EMBASSY", "": "", "12": "", "日本": "",
	} {
		if got := Bare(in); got != want {
			t.Errorf("Bare(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestOneEdit(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"CAIRO", "CAIRO", false},
		{"CAIRO", "CAIR", true},
		{"CAIRO", "AIRO", true},
		{"CAIRO", "CARO", true},
		{"CAIRO", "CAIRI", true},
		{"CAIRO", "BAIRO", true},
		{"CAIRO", "ACIRO", true},
		{"CAIRO", "CAIOR", true},
		{"CAIRO", "CIARO", true},
		{"CAIRO", "CAORI", false},
		{"CAIRO", "CAI", false},
		{"CAIRO", "AC", false},
		{"", "A", true},
	}
	for _, tt := range tests {
		if got := oneEdit(tt.a, tt.b); got != tt.want {
			t.Errorf("oneEdit(%s, %s) = %v", tt.a, tt.b, got)
		}
		if got := oneEdit(tt.b, tt.a); got != tt.want {
			t.Errorf("oneEdit(%s, %s) = %v", tt.b, tt.a, got)
		}
	}
}

var beforeTests = []struct {
	text string // up to the end of the name
	want string // code, use and the name as found
}{
	{"see BRUSSELS", "BRUSSELS 0 BRUSSELS"},
	{"see La Paz", "LAPAZ 0 La Paz"},
	{"LAPAZ", "LAPAZ 0 LAPAZ"},
	{"LA\n  PAZ", "LAPAZ 0 LA\n  PAZ"},
	{"RIO DE JANEIRO", "RIODEJANEIRO 0 RIO DE JANEIRO"},
	{"ST. PETERSBURG", "STPETERSBURG 0 ST. PETERSBURG"},
	{"PORT-AU-PRINCE", "PORTAUPRINCE 0 PORT-AU-PRINCE"},
	{"N’DJAMENA", "NDJAMENA 0 N’DJAMENA"},
	{"São Paulo", "SAOPAULO 0 São Paulo"},
	{"05 0TTAWA", "OTTAWA 0 0TTAWA"},
	{"10LIMA", "LIMA 0 LIMA"},
	{"00OTTAWA", "OTTAWA 0 OTTAWA"},
	{"SECSTATE", "STATE 0 SECSTATE"},
	{"UNVIE VIENNA", "UNVIEVIENNA 0 UNVIE VIENNA"},
	{"EMBASSY VIENNA", "VIENNA 0 VIENNA"},
	{"THE HAGUE", "THEHAGUE 0 THE HAGUE"},
	{"IN THE HAGUE", "THEHAGUE 0 THE HAGUE"},
	{"BANGKO", "BANGKOK 1 BANGKO"},
	{"AMB. MARTIN", "MARTINIQUE 1 MARTIN"},
	{"DEPT OF STATE", "STATE 2 DEPT OF STATE"},
	{"BA", "BUENOSAIRES 3 BA"},
	{"¶PARIS", "PARIS 0 PARIS"},

	{"COMPARIS", ""},
	{"éPARIS", ""},
	{"ST ATE", ""},
	{"LA\n\nPAZ", ""},
	{"LA           PAZ", ""},
	{"LIMA,", ""},
	{"", ""},
	{"IN", ""},
	{"BLABLA", ""},
}

func TestBefore(t *testing.T) {
	for _, tt := range beforeTests {
		m, ok := Before(tt.text+" 12", len(tt.text))
		got := ""
		if ok {
			got = fmt.Sprintf("%s %d %s", m.Code, m.Use, tt.text[m.Start:])
		}
		if got != tt.want {
			t.Errorf("before the end of %q: %q, want %q", tt.text, got, tt.want)
		}
	}
	for _, end := range []int{-1, 6} {
		if m, ok := Before("PARIS", end); ok {
			t.Errorf("Before(PARIS, %d) = %v", end, m)
		}
	}
}

// Every spelling is found in a text as it is written and without its blanks.
func TestBeforeEverySpelling(t *testing.T) {
	for _, written := range load().written {
		if !isLetter(written[len(written)-1]) {
			continue // a name with a remark in parentheses
		}
		for _, text := range []string{written, strings.ToLower(written)} {
			text = "2008" + text
			if m, ok := Before(text, len(text)); !ok || m.Start != 4 {
				t.Errorf("%q is found as %+v %v", text, m, ok)
			}
		}
	}
}

func TestAllocatesNothing(t *testing.T) {
	Lookup("LA PAZ")
	Before("PARIS", 5)
	n := testing.AllocsPerRun(100, func() {
		Lookup("AMEMBASSY LA PAZ")
		Lookup("no post at all")
		Before("in the São Paulo", 17)
		Before("in the words", 12)
	})
	if n != 0 {
		t.Errorf("%v allocations, want none", n)
	}
}

func FuzzLookup(f *testing.F) {
	for _, tt := range lookupTests {
		f.Add(tt.in)
	}
	for _, tt := range resolveTests {
		f.Add(tt.in)
	}
	for _, tt := range beforeTests {
		f.Add(tt.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := Lookup(s)
		if again, found := Lookup(p.Code); ok && (!found || again != p) {
			t.Errorf("%q is %+v, and that %+v", s, p, again)
		}
		if q, found := Resolve(s, 0); ok && (!found || q != p) {
			t.Errorf("%q is %+v, and in an MRN %+v", s, p, q)
		}
		ByRouting(s)
		m, ok := Before(s, len(s))
		if ok && (m.Start < 0 || m.Start >= len(s)) {
			t.Errorf("%q ends with %+v", s, m)
		}
		if b := Bare(s); b != "" && Bare(b) != b && len(Bare(b)) >= len(b) {
			t.Errorf("Bare(%q) = %q, and that %q", s, b, Bare(b))
		}
	})
}

func BenchmarkLookup(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Lookup("AMEMBASSY LA PAZ")
	}
}

func BenchmarkResolveMisspelt(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Resolve("WELLINGOTN", 2008)
	}
}

func BenchmarkBefore(b *testing.B) {
	const text = "the report in RIO DE JANEIRO"
	b.ReportAllocs()
	for b.Loop() {
		Before(text, len(text))
	}
}
