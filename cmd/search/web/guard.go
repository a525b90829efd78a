package web

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// MinPassword is the least number of characters of a password.
const MinPassword = 12

// A Remote configures access from other machines.
type Remote struct {
	Password    string
	Certificate tls.Certificate
}

// keys are the secrets of a server. They last as long as its process.
type keys struct {
	token string // of the first address, and of programs
	// session is the value of the cookie, form what posted forms have.
	session, form string
}

func newKeys() keys {
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // it never fails
	derived := func(name string) string {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(name))
		return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	}
	return keys{token: derived("token"), session: derived("session"), form: derived("form")}
}

// same reports whether two secrets are equal, in a time that does not depend on where
// they differ.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// policy is the Content-Security-Policy: only files of this server, nothing inline.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// setHeaders sets the headers of every answer. Nothing of a cable stays in the cache of
// the browser.
func setHeaders(h http.Header) {
	for name, value := range map[string]string{
		"Content-Security-Policy":      policy,
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"Referrer-Policy":              "no-referrer",
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Cache-Control":                "no-store",
		"X-Robots-Tag":                 "noindex",
	} {
		h.Set(name, value)
	}
}

// admit returns an error if a request must not be answered, whatever it asks for.
func (s *Server) admit(r *http.Request) error {
	switch {
	case len(r.RequestURI) > s.limits.url:
		return &refusal{http.StatusRequestURITooLong, "the address is too long", "leave out some of the filters"}
	case !s.knowsHost(r.Host):
		return &refusal{http.StatusMisdirectedRequest, "this server does not answer to that name", "open the address that search serve printed"}
	case !s.sameOrigin(r):
		return &refusal{http.StatusForbidden, "the request came from a page of another server", "open the address that search serve printed"}
	}
	return nil
}

// knowsHost reports whether a Host header names this server. A page of the web whose name
// was made to resolve to this machine (DNS rebinding) has another name.
func (s *Server) knowsHost(host string) bool {
	_, port, err := net.SplitHostPort(s.options.Addr)
	if err != nil {
		return false
	}
	name, asked, err := net.SplitHostPort(host)
	if err != nil { // a port that is the default is left out
		name, asked = strings.Trim(host, "[]"), "443"
	}
	if s.options.Remote != nil {
		return asked == port && s.hasName(name)
	}
	return asked == port && IsLoopback(name)
}

// hasName reports whether a server that other machines reach has a name: the names are
// those of its certificate. Addresses in digits can't be rebound.
func (s *Server) hasName(name string) bool {
	if net.ParseIP(name) != nil {
		return true
	}
	leaf := s.options.Remote.Certificate.Leaf
	return leaf != nil && leaf.VerifyHostname(name) == nil
}

// IsLoopback reports whether a host is this machine only.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// sameOrigin reports whether a request was not caused by a page of another origin. The
// first address may be opened from anywhere: it has a token. Since the pages send no
// referrer, browsers state the origin of their forms as null.
func (s *Server) sameOrigin(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	if site != "" && site != "same-origin" && site != "none" {
		return r.URL.Path == "/enter" && r.Method == http.MethodGet
	}
	origin := r.Header.Get("Origin")
	switch origin {
	case "":
		return true
	case "null":
		return site == "same-origin"
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == s.scheme() && u.Host == r.Host
}

func (s *Server) scheme() string {
	if s.options.Remote != nil {
		return "https"
	}
	return "http"
}

// cookieName is the name of the cookie. Browsers send cookies to all ports of a host, so
// that two servers need two names; a name with __Host- can be set over TLS only.
func (s *Server) cookieName() string {
	if s.options.Remote != nil {
		return "__Host-reftel"
	}
	_, port, _ := net.SplitHostPort(s.options.Addr)
	return "reftel-" + port
}

func (s *Server) cookie(value string) *http.Cookie {
	c := &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/",
		HttpOnly: true, Secure: s.options.Remote != nil, SameSite: http.SameSiteStrictMode,
	}
	if value == "" {
		c.MaxAge = -1
	}
	return c
}

// isKnown reports whether a request has the cookie or, for the API, the bearer token.
func (s *Server) isKnown(r *http.Request) bool {
	if c, err := r.Cookie(s.cookieName()); err == nil && same(c.Value, s.keys.session) {
		return true
	}
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return isAPI(r) && strings.EqualFold(kind, "Bearer") && same(token, s.keys.token)
}

// guarded returns a handler that answers only those who are known, unless it is open.
func (s *Server) guarded(do func(http.ResponseWriter, *http.Request) error, open bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := error(&refusal{status: http.StatusUnauthorized, msg: "this browser is not known here"})
		if open || s.isKnown(r) {
			err = do(w, r)
		}
		if err != nil {
			s.fail(w, r, err)
		}
	})
}

// posted returns a handler of a form, which must have the token of this server's forms.
// There is none before one has entered.
func (s *Server) posted(do func(http.ResponseWriter, *http.Request) error, open bool) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := r.ParseForm(); err != nil {
			var long *http.MaxBytesError
			if errors.As(err, &long) {
				return &refusal{http.StatusRequestEntityTooLarge, "the form is too long", ""}
			}
			return &refusal{http.StatusBadRequest, "the form can't be read", ""}
		}
		if !open && !same(r.PostForm.Get("form"), s.keys.form) {
			return &refusal{http.StatusForbidden, "the form is not one of this server", "load the page again"}
		}
		return do(w, r)
	}
}

// reading returns a handler that reads the index. It bounds the time and the number of
// searches that run at once.
func (s *Server) reading(do func(http.ResponseWriter, *http.Request, *held) error) func(http.ResponseWriter, *http.Request) error {
	return s.holding(func(w http.ResponseWriter, r *http.Request, h *held) error {
		defer s.takeTurn(r.Context())()
		return do(w, r, h)
	}, s.options.Timeout, s.slots)
}

// takeTurn waits for a turn, and returns a function that ends it. A search uses all cores:
// one after the other, most are answered sooner than side by side. One that takes long
// does not hold up the others for more than a while: they go on without a turn.
func (s *Server) takeTurn(ctx context.Context) (end func()) {
	late := time.NewTimer(s.limits.turn)
	defer late.Stop()
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }
	case <-late.C:
	case <-ctx.Done():
	}
	return func() {}
}

// exporting is reading for exports: they take longer, and no slots of searches.
func (s *Server) exporting(do func(http.ResponseWriter, *http.Request, *held) error) func(http.ResponseWriter, *http.Request) error {
	return s.holding(do, exportTime, s.exports)
}

func (s *Server) holding(do func(http.ResponseWriter, *http.Request, *held) error, most time.Duration, slots chan struct{}) func(http.ResponseWriter, *http.Request) error {
	return func(w http.ResponseWriter, r *http.Request) error {
		ctx, cancel := context.WithTimeoutCause(r.Context(), most, &refusal{
			http.StatusServiceUnavailable, "no answer within " + most.String(), "ask for less, or start the server with a longer --timeout",
		})
		defer cancel()
		if err := s.wait(ctx, slots); err != nil {
			return err
		}
		defer func() { <-slots }()
		snapshot := s.live.acquire()
		defer s.live.release(snapshot)
		err := do(w, r.WithContext(ctx), snapshot)
		if err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			return context.Cause(ctx)
		}
		return err
	}
}

// wait waits until fewer searches or exports run than there are slots.
func (s *Server) wait(ctx context.Context, slots chan struct{}) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	select {
	case slots <- struct{}{}:
		return nil
	default:
	}
	busy := &refusal{http.StatusServiceUnavailable, "too many searches at once", "try again in a moment"}
	defer s.waiting.Add(-1)
	if s.waiting.Add(1) > s.limits.waiting {
		return busy
	}
	select {
	case slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return busy
	}
}

// enter answers the first address. It sets the cookie, and leads on by a page instead of
// a redirect: after a redirect, a browser that came from elsewhere would not send it.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) error {
	if s.options.Remote != nil {
		return s.page(w, http.StatusOK, "login", nil)
	}
	if !same(r.URL.Query().Get("token"), s.keys.token) {
		return &refusal{http.StatusUnauthorized, "the token is not that of this server", "open the address that search serve printed last"}
	}
	http.SetCookie(w, s.cookie(s.keys.session))
	return s.page(w, http.StatusOK, "enter", nil)
}

// wrongPassword is how long an answer to a wrong password takes. Only one is tried at a
// time.
const wrongPassword = time.Second

// login sets the cookie for the password of a server that other machines reach.
func (s *Server) login(w http.ResponseWriter, r *http.Request) error {
	if s.options.Remote == nil {
		return &refusal{http.StatusMethodNotAllowed, "this server has no password", "open the address that search serve printed"}
	}
	select {
	case s.tries <- struct{}{}:
		defer func() { <-s.tries }()
	default:
		return &refusal{http.StatusTooManyRequests, "another password is being tried", "try again in a moment"}
	}
	if !same(r.PostForm.Get("password"), s.options.Remote.Password) {
		select {
		case <-time.After(wrongPassword):
		case <-r.Context().Done():
		}
		return &refusal{http.StatusUnauthorized, "the password is wrong", ""}
	}
	http.SetCookie(w, s.cookie(s.keys.session))
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// leave makes the browser forget the cookie.
func (s *Server) leave(w http.ResponseWriter, _ *http.Request) error {
	http.SetCookie(w, s.cookie(""))
	return s.page(w, http.StatusOK, "left", nil)
}
