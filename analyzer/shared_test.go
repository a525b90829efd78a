package analyzer

import "io"

// An unescaper turns the Cablegate CSV's \" into "", as encoding/csv reads
// them, and drops the backslash of other escapes.
type unescaper struct {
	r       io.Reader
	buf     []byte
	escaped bool
}

func (u *unescaper) Read(p []byte) (int, error) {
	if cap(u.buf) < len(p)/2+1 {
		u.buf = make([]byte, len(p)/2+1)
	}
	n, err := u.r.Read(u.buf[:max(len(p)/2, 1)])
	out := 0
	for _, c := range u.buf[:n] {
		switch {
		case !u.escaped && c == '\\':
			u.escaped = true
			continue
		case u.escaped && c == '"':
			p[out] = '"'
			out++
		}
		u.escaped = false
		p[out] = c
		out++
	}
	return out, err
}
