package corpus

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/htmlindex"
)

// Cables are forwarded by mail. The record of a message is its text, in plain
// text if it has one, decoded and with the quoting of replies removed. What the
// headers of the message say is not about the cable and is not used.

// mailSigns are headers that only a message has.
var mailSigns = []string{
	"received", "return-path", "message-id", "mime-version", "content-type", "content-transfer-encoding", "delivered-to",
	"dkim-signature", "x-mailer", "x-originating-ip", "in-reply-to", "x-mozilla-status", "reply-to", "user-agent",
}

// isMail reports whether a file with this head is a message or a mailbox.
func isMail(head []byte) bool {
	head = bytes.TrimLeft(head, "\n\ufeff")
	if startsMessage(head) {
		_, head, _ = bytes.Cut(head, []byte("\n"))
	}
	signs, names, address := 0, map[string]bool{}, false
	for len(head) > 0 {
		line, rest, _ := bytes.Cut(head, []byte("\n"))
		head = rest
		if len(line) == 0 {
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			continue
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		key := strings.ToLower(string(name))
		if !ok || strings.Trim(key, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
		names[key] = true
		address = address || key == "from" && bytes.IndexByte(value, '@') >= 0
		for _, sign := range mailSigns {
			if key == sign {
				signs++
			}
		}
	}
	return signs > 0 && len(names) > 1 || address && (names["to"] || names["subject"] || names["date"])
}

// startsMessage reports whether b begins with the line that precedes a message
// in a mailbox: "From ada@example.org Mon Mar  3 15:10:00 2008".
func startsMessage(b []byte) bool {
	line, _, _ := bytes.Cut(b[:min(len(b), 200)], []byte("\n"))
	fields := bytes.Fields(line)
	return bytes.HasPrefix(line, []byte("From ")) && len(fields) >= 6 && bytes.Count(line, []byte(":")) >= 2
}

// readMail reads a message, or the messages of a mailbox.
func readMail(s *scan) {
	for s.need(1); len(s.unread()) > 0 && s.unread()[0] == '\n'; s.need(1) {
		s.advance(1)
	}
	if !startsMessage(s.need(200)) {
		if data, ok := s.whole(); ok {
			s.message(s.line, data, s.fileID())
		}
		return
	}
	for s.mailboxMessage() {
	}
}

// mailboxMessage reads the message that begins here and returns false when
// reading is to end.
func (s *scan) mailboxMessage() bool {
	line, from := s.line, 0
	for {
		b := s.unread()
		n, found := nextMessage(b, from)
		switch {
		case len(b) == 0 && s.err != nil:
			return false
		case n > s.max:
			more := s.rejectLong(line, b)
			s.advance(n)
			return more && s.toMessage()
		case found:
			more := s.message(line, b[:n], "")
			s.advance(n)
			return more
		}
		from = max(0, len(b)-200)
		if s.more() {
			continue
		}
		if s.failed() {
			return false
		}
		b = s.unread()
		if len(b) <= s.max {
			s.message(line, b, "")
		} else {
			s.rejectLong(line, b)
		}
		s.advance(len(b))
		return false
	}
}

// toMessage advances to the next message and returns false at the end of the
// input.
func (s *scan) toMessage() bool {
	for {
		b := s.need(200)
		if startsMessage(b) {
			return true
		}
		if n, found := nextMessage(b, 0); found {
			s.advance(n)
			return true
		}
		s.advance(max(0, len(b)-200))
		if !s.more() {
			return false
		}
	}
}

// nextMessage returns where the next message begins in b, which from the offset
// from on was not searched yet. If there is none it returns the length of b.
func nextMessage(b []byte, from int) (n int, found bool) {
	const start = "\n\nFrom "
	for from < len(b) {
		i := bytes.Index(b[from:], []byte(start))
		if i < 0 || len(b)-from-i < 200 && bytes.IndexByte(b[from+i+2:], '\n') < 0 {
			break
		}
		at := from + i + 2
		if startsMessage(b[at:]) {
			return at, true
		}
		from = at
	}
	return len(b), false
}

var errNoMailText = errors.New("a mail without a text")

// message emits the record of a message.
func (s *scan) message(line int, data []byte, id string) bool {
	raw := data
	if startsMessage(data) {
		_, data, _ = bytes.Cut(data, []byte("\n"))
		data = bytes.ReplaceAll(data, []byte("\n>From "), []byte("\nFrom "))
	}
	var parts mailParts
	msg, err := mail.ReadMessage(bytes.NewReader(data))
	if err == nil {
		err = parts.add(msg.Header, msg.Body, 0)
	}
	cs, text := parts.text()
	switch {
	case blank([]byte(text)) && err != nil:
		return s.reject(line, raw, fmt.Errorf("damaged mail: %w", err))
	case blank([]byte(text)):
		return s.reject(line, raw, errNoMailText)
	}
	rec := s.record(Text, line, cs)
	rec.ID = id
	rec.Body = unquote(lineFeeds(text))
	return s.emit(rec)
}

// mailParts are the texts of a message.
type mailParts struct {
	plain, html []string
	charset     charset // of the last one
	n           int
}

const (
	maxMailDepth = 5
	maxMailParts = 1000
)

// text returns the message's text, in plain text if it has one.
func (p *mailParts) text() (charset, string) {
	if len(p.plain) > 0 {
		return p.charset, strings.Join(p.plain, "\n\n")
	}
	return p.charset, strings.Join(p.html, "\n\n")
}

// A mailHeader is the header of a message or of a part of one.
type mailHeader interface{ Get(key string) string }

// add adds the texts of a message or a part of one. The error is set if the rest
// cannot be read.
func (p *mailParts) add(h mailHeader, body io.Reader, depth int) error {
	if p.n++; p.n > maxMailParts || depth > maxMailDepth {
		return errors.New("too many parts")
	}
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		kind = "text/plain"
	}
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		return p.addParts(multipart.NewReader(body, params["boundary"]), depth)
	case kind == "message/rfc822":
		msg, err := mail.ReadMessage(body)
		if err != nil {
			return err
		}
		return p.add(msg.Header, msg.Body, depth+1)
	case kind == "text/plain", kind == "text/html":
		data, err := io.ReadAll(body)
		if text := p.decode(data, params["charset"]); kind == "text/plain" {
			p.plain = append(p.plain, text)
		} else {
			p.html = append(p.html, mailHTML(text))
		}
		return err
	}
	return nil
}

func (p *mailParts) addParts(r *multipart.Reader, depth int) error {
	for {
		part, err := r.NextRawPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := p.add(part.Header, part, depth+1); err != nil {
			return err
		}
	}
}

// decode decodes bytes in a character set, which is detected unless it is
// one of those that texts in English are rarely in.
func (p *mailParts) decode(data []byte, name string) string {
	switch name = strings.ToLower(name); name {
	case "", "utf-8", "us-ascii", "iso-8859-1", "windows-1252":
	default:
		if e, err := htmlindex.Get(name); err == nil {
			if text, err := e.NewDecoder().Bytes(data); err == nil {
				data = text
			}
		}
	}
	p.charset = charsetOf(data)
	return lineFeeds(p.charset.decode(data))
}

// mailHTML returns the text of a page, a line for each of its lines and blocks.
func mailHTML(page string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(page))
	hidden := ""
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return strings.ReplaceAll(strings.ToValidUTF8(out.String(), "\ufffd"), "\u00a0", " ")
		case html.TextToken:
			if hidden == "" {
				out.Write(z.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken, html.EndTagToken:
			tag, _ := z.TagName()
			name := string(tag)
			switch {
			case kind == html.StartTagToken && (name == "script" || name == "style" || name == "title"):
				hidden = name
			case kind == html.EndTagToken && name == hidden:
				hidden = ""
			case isBreak(name) && (out.Len() == 0 || !strings.HasSuffix(out.String(), "\n") || name == "br" || name == "p"):
				out.WriteByte('\n')
			}
		}
	}
}
