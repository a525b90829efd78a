package cable

import (
	"encoding/json"
	"fmt"
	"testing"

	"reftel/corpus"

	"github.com/google/go-cmp/cmp"
)

func TestAddressees(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, header string
		to, info     []Addressee
	}{
		{
			name:   "precedence and serial",
			header: "FM AMEMBASSY BAKU\nTO SECSTATE WASHDC PRIORITY 0872",
			to:     []Addressee{{Name: "SECSTATE WASHDC", Precedence: "PRIORITY", Serial: "0872"}},
		},
		{
			name:   "collective, exempted addressees",
			header: "TO RUEHX/SOME POLITICAL COLLECTIVE\nXMT/AMEMBASSY SOFIA\nAMEMBASSY BUCHAREST\nRUEHTH/AMEMBASSY ATHENS 0121",
			to: []Addressee{
				{Name: "SOME POLITICAL COLLECTIVE", Routing: "RUEHX", Exempt: []string{"AMEMBASSY SOFIA", "AMEMBASSY BUCHAREST"}},
				{Name: "AMEMBASSY ATHENS", Routing: "RUEHTH", Serial: "0121"},
			},
		},
		{
			name:   "number in a name",
			header: "INFO RUEUITH/DET 1 39LG ANKARA TU",
			info:   []Addressee{{Name: "DET 1 39LG ANKARA TU", Routing: "RUEUITH"}},
		},
		{
			name:   "slashes in a name",
			header: "INFO RHMCSUU/FBI WASHINGTON DC//INTD/CTD//",
			info:   []Addressee{{Name: "FBI WASHINGTON DC//INTD/CTD//", Routing: "RHMCSUU"}},
		},
		{
			name:   "lost slash, misspelt precedence",
			header: "TO RUEHSGAMEMBASSY SANTIAGO PRORITY 6383",
			to:     []Addressee{{Name: "AMEMBASSY SANTIAGO", Routing: "RUEHSG", Precedence: "PRIORITY", Serial: "6383"}},
		},
		{
			name:   "page header within the list",
			header: "INFO PAGE 02        STATE   050524  131535Z\nAMEMBASSY CAIRO PRIORITY",
			info:   []Addressee{{Name: "AMEMBASSY CAIRO", Precedence: "PRIORITY"}},
		},
		{
			name:   "office counts are no addressees",
			header: "ACTION AF-00\nINFO  LOG-00   NP-00\n      SAS-00  /012W\nTO AMEMBASSY ROME",
			to:     []Addressee{{Name: "AMEMBASSY ROME"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := Parse(corpus.Record{Header: tt.header})
			if diff := cmp.Diff(tt.to, c.To); diff != "" {
				t.Errorf("to (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.info, c.Info); diff != "" {
				t.Errorf("info (-want +got):\n%s", diff)
			}
		})
	}
}

func TestConformanceRecipients(t *testing.T) {
	t.Parallel()
	conform(t, "recipients.json", func(c conformanceCase) string {
		return diffRecipients(t, c.Expected, Parse(corpus.Record{Header: c.Input}).To)
	})
}

func TestConformanceInfoRecipients(t *testing.T) {
	t.Parallel()
	conform(t, "info_recipients.json", func(c conformanceCase) string {
		return diffRecipients(t, c.Expected, Parse(corpus.Record{Header: c.Input}).Info)
	})
}

// diffRecipients compares addressees with calls of
// Recipient(routing, name, precedence, mcn, excluded).
func diffRecipients(t *testing.T, raw json.RawMessage, got []Addressee) string {
	t.Helper()
	var calls []struct {
		Args []*string `json:"args"`
		Kw   struct {
			Precedence string   `json:"precedence"`
			Serial     string   `json:"mcn"`
			Exempt     []string `json:"excluded"`
		} `json:"kw"`
	}
	if err := json.Unmarshal(raw, &calls); err != nil {
		t.Fatal(err)
	}
	var want []Addressee
	for _, c := range calls {
		a := Addressee{Precedence: c.Kw.Precedence, Serial: c.Kw.Serial, Exempt: c.Kw.Exempt}
		for i, field := range []*string{&a.Routing, &a.Name, &a.Precedence, &a.Serial} {
			if i < len(c.Args) && c.Args[i] != nil {
				*field = *c.Args[i]
			}
		}
		want = append(want, a)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Sprintf("(-want +got):\n%s", diff)
	}
	return ""
}
