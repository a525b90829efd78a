package opensearch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// A clusterError is an error of a request, with the index and what a user can do.
type clusterError struct {
	place string
	err   error
	hint  string
}

func (e *clusterError) Error() string {
	var answer *responseError
	if errors.As(e.err, &answer) || e.err == errForeign {
		return e.place + ": " + e.err.Error()
	}
	if errors.Is(e.err, context.DeadlineExceeded) {
		return "the cluster at " + e.place + " does not answer"
	}
	return "can't reach the cluster at " + e.place + ": " + e.err.Error()
}

func (e *clusterError) Unwrap() error { return e.err }

// Hint returns what a user can do; it may be empty.
func (e *clusterError) Hint() string { return e.hint }

// errForeign reports an answer that is not one of OpenSearch.
var errForeign = errors.New("the answer is not from an OpenSearch cluster")

// explain returns the error of a request as a user needs it. That of an end by the caller
// stays as it is.
func (c *client) explain(err error) error {
	if c.place == "" || errors.Is(err, context.Canceled) {
		return err
	}
	return &clusterError{c.place, err, hintFor(err)}
}

// hints are what a user can do about errors of connections, the most specific first.
var hints = []struct {
	is   func(error) bool
	hint string
}{
	{isError[x509.UnknownAuthorityError], "name the file with the certificates of the cluster's authority in " + caVariable},
	{isError[x509.HostnameError], "write the host in --index as the cluster's certificate has it"},
	{isError[x509.CertificateInvalidError], "the cluster needs another certificate"},
	{isPlain, "this port has no TLS: check the port in --index; http:// is allowed for this machine only"},
	{isUnknownHost, "check the host in --index"},
	{func(err error) bool { return err == errForeign }, "check the host and the port in --index; 9200 is usual"},
	{isRefused, "check that the cluster runs, and the port in --index; 9200 is usual"},
}

// unreachable is the hint of other errors of connections.
const unreachable = "check that the cluster runs and is in reach, and run it again; what was published is kept"

// hintFor returns what a user can do about an error of a request.
func hintFor(err error) string {
	var answer *responseError
	if errors.As(err, &answer) {
		switch {
		case answer.Status == http.StatusUnauthorized:
			return fmt.Sprintf("check the login: %s and %s, or %s, or that of the host in the netrc file", userVariable, passwordVariable, tokenVariable)
		case answer.Status == http.StatusForbidden:
			return "the user lacks a right: index/opensearch/README.md lists those of one who writes and of one who only reads"
		case answer.mayPass():
			return "the cluster is too busy or not whole: run it again later; what was published is kept"
		}
		return ""
	}
	for _, h := range hints {
		if h.is(err) {
			return h.hint
		}
	}
	return unreachable
}

func isError[T error](err error) bool {
	var of T
	return errors.As(err, &of)
}

// isUnknownHost reports whether no host has the name.
func isUnknownHost(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}

// isRefused reports whether no connection was made.
func isRefused(err error) bool {
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial"
}

// isPlain reports whether a server does not speak TLS.
func isPlain(err error) bool {
	return isError[tls.RecordHeaderError](err) || strings.Contains(err.Error(), "HTTP response to HTTPS client")
}

// isLasting reports whether a connection will fail again.
func isLasting(err error) bool {
	return isUnknownHost(err) || isPlain(err) || isError[*tls.CertificateVerificationError](err)
}
