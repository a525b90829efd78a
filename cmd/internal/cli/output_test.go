package cli

import "testing"

func TestClean(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ in, clean, line string }{
		{"", "", ""},
		{"plain text", "plain text", "plain text"},
		{" two\n\tlines \r\n", " two\n\tlines \n", "two lines"},
		{"\x1b[31mred\x1b[0m", "[31mred[0m", "[31mred[0m"},
		{"\x1b]0;title\x07", "]0;title", "]0;title"},
		{"c1 \u009b2J \u0085 \u0080", "c1 2J  ", "c1 2J"},
		{"\x00\x08\x7f", "", ""},
		{"\u202eesrever\u202c \u2066x\u2069 \u200e\u200f\u061c", "esrever x ", "esrever x"},
		{"caf\u00e9 \u00b61 \u2028 e\u0301", "caf\u00e9 \u00b61 \u2028 e\u0301", "caf\u00e9 \u00b61 e\u0301"},
		{"no\u200bwidth \u200c\u200d\u2060\u2064\ufeff soft\u00adhyphen", "nowidth  softhyphen", "nowidth softhyphen"},
		{"tags \U000e0001\U000e0041\U000e007f \ufe0f\U000e0100 \u180e", "tags   ", "tags"},
		{"fillers \u3164\u115f\u034f \ufff9x\ufffb", "fillers  x", "fillers x"},
		{"shown \u0600\u06dd \ue000 \U0001f600", "shown \u0600\u06dd \ue000 \U0001f600", "shown \u0600\u06dd \ue000 \U0001f600"},
		{"bad \xff\x9b utf-8", "bad \ufffd\ufffd utf-8", "bad \ufffd\ufffd utf-8"},
	} {
		if got := Clean(test.in); got != test.clean {
			t.Errorf("Clean(%q) = %q, want %q", test.in, got, test.clean)
		}
		if got := Line(test.in); got != test.line {
			t.Errorf("Line(%q) = %q, want %q", test.in, got, test.line)
		}
	}
}
