package mrn

import "testing"

var repairTests = []struct{ id, want string }{
	// Section lines.
	{"08ECTION01OF02MANAMA492", "08MANAMA492"},
	{"08SECTION01GF02BISHIEK21", "08BISHKEK21"},
	{"08SECTION01OF02QUITO000303", "08QUITO303"},
	{"2008SECTION01OF02QUITO303", "08QUITO303"},
	{"08SCTION02OF02SAOPAULO335", "08SAOPAULO335"},
	{"08SECTI0N01OF02QUITO303", "08QUITO303"},
	{"08SECTIONO1OFO2QUITO303", "08QUITO303"},
	{"08SECTI0NO1GFO2QUITO303", "08QUITO303"},
	{"08TION1OF2LAPAZ12", "08LAPAZ12"},
	{"08ON01OF02LAPAZ12", "08LAPAZ12"},
	{"0801OF02LAPAZ12", "08LAPAZ12"},
	{"08CONFIDENTIALSECTION01OF02LAPAZ12", "08LAPAZ12"},
	{"08UNCLASSECTION01QF02LAPAZ12", "08LAPAZ12"},
	{"08 SECTION 01 OF 02 LA PAZ 12", "08LAPAZ12"},
	{"08LAPAZ12SECTION01OF02", "08LAPAZ12"},
	{"08LAPAZ0012SECTION01GF02", "08LAPAZ12"},
	{"09SCTION02OF03QRIPOLI583", "09TRIPOLI583"},
	{"06SECTION01OF02KIEV1531", "06KIEV1531"},
	{"08SECTION01OF02USUNN12", "08USUNNEWYORK12"},

	// Captions.
	{"09EFTOLONDON2240", "09LONDON2240"},
	{"09UNCLASEFTOLONDON2240", "09LONDON2240"},
	{"08LIMA2240SIPDIS", "08LIMA2240"},

	// Doubled years.
	{"7575LIBREVILLE1895", "75LIBREVILLE1895"},
	{"0808QUITO303", "08QUITO303"},
	{"19751975LIBREVILLE01895", "75LIBREVILLE1895"},
	{"751975LIBREVILLE1895", "75LIBREVILLE1895"},
	{"197575LIBREV1895_b", "75LIBREVILLE1895"},
	{"2020LIMA1", ""},
	{"1919LIMA1", ""},
	{"7576LIMA1", ""},

	// Misspelt posts.
	{"03BISHTEK1234", "03BISHKEK1234"},
	{"01WELLINGOTN12", "01WELLINGTON12"},
	{"09BRAZIL234", "09BRASILIA234"},

	// Other spellings, and other ids.
	{"08BRUSSELS1828", ""},
	{"2008BRUSSELS01828", ""},
	{"1974STATE150591_b", ""},
	{"07PAP12", ""},
	{"07KIEV12", ""},
	{"05EMBASSYVIENNA1", ""},
	{"05EMBASSYBLABLA1", ""},
	{"08SECTION01OF02BLABLA12", ""},
	{"08STATION01OF02LIMA12", ""},
	{"08SECTION01OF02", ""},
	{"08SECTION12", ""},
	{"08SECTION01OF02LIMA", ""},
	{"SECTION01OF02LIMA12", ""},
	{"73BANGKOK-A50", ""},
	{"doc-17", ""},
	{"", ""},
	{"_b", ""},
}

func TestRepair(t *testing.T) {
	for _, tt := range repairTests {
		m, ok := Repair(tt.id)
		if got := m.String(); ok != (tt.want != "") || ok && got != tt.want {
			t.Errorf("Repair(%q) = %s, %v, want %q", tt.id, got, ok, tt.want)
		}
		if got, repaired := Mend(tt.id); repaired != ok || ok && got != tt.want {
			t.Errorf("Mend(%q) = %s, %v, want %q", tt.id, got, repaired, tt.want)
		}
	}
}

func FuzzRepair(f *testing.F) {
	for _, tt := range repairTests {
		f.Add(tt.id)
	}
	f.Fuzz(func(t *testing.T, id string) {
		m, ok := Repair(id)
		if !ok {
			return
		}
		if again, err := Parse(m.String(), 0); err != nil || again != m {
			t.Errorf("%q is %v, and that %v (%v)", id, m, again, err)
		}
		if _, ok := Repair(m.String()); ok {
			t.Errorf("%q is %v, which is damaged, too", id, m)
		}
	})
}
