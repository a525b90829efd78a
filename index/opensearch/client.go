package opensearch

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/opensearch-project/opensearch-go/v4/opensearchtransport"
)

// obj and arr are JSON objects and arrays of requests.
type (
	obj = map[string]any
	arr = []any
)

// A client sends requests to a cluster. It is safe for concurrent use.
type client struct {
	transport *opensearchtransport.Client
	rounds    http.RoundTripper
	header    http.Header
	place     string // of the index, for errors
	nodes     int
	// reached reports whether the cluster has answered a request.
	reached atomic.Bool
	// patience is how long a request is sent again while no node takes connections, 0 for as
	// long as any other.
	patience time.Duration
}

// Requests that fail because a node is busy or unreachable are sent again, after a pause that
// doubles from firstPause to longestPause.
const (
	mostTries    = 8
	firstPause   = 100 * time.Millisecond
	longestPause = 5 * time.Second
)

// pause returns the time to wait before a try, which counts from 1.
func pause(try int) time.Duration {
	d := min(firstPause<<(try-1), longestPause)
	return d/2 + rand.N(d/2+1)
}

// A responseError is the answer of a cluster that refused a request.
type responseError struct {
	Status int
	Type   string
	Reason string
	// NodeLost reports whether a node that another one asked went away before it answered.
	NodeLost bool
}

// newResponseError returns the error that a cluster describes.
func newResponseError(status int, description json.RawMessage) *responseError {
	var f fault
	if json.Unmarshal(description, &f) != nil {
		return &responseError{Status: status}
	}
	return &responseError{Status: status, Type: f.kind(), Reason: f.reason(), NodeLost: f.isOf(nodeLost)}
}

// mayPass reports whether the request may succeed when it is sent again.
func (e *responseError) mayPass() bool {
	switch e.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return e.NodeLost // OpenSearch answers 500 until it has noticed that
}

func (e *responseError) Error() string {
	text := fmt.Sprintf("the cluster answered %d", e.Status)
	if e.Type != "" {
		text += " " + e.Type
	}
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	return text
}

// isStatus reports whether an error is the answer of a cluster with a status.
func isStatus(err error, status int) bool {
	var answer *responseError
	return errors.As(err, &answer) && answer.Status == status
}

// newClient returns a client for the nodes of a cluster.
func newClient(nodes []*url.URL, access access) (*client, error) {
	rounds := access.roundTripper()
	transport, err := opensearchtransport.New(opensearchtransport.Config{
		URLs: nodes, Transport: rounds,
		DisableRetry: true, // do sends a request again
	})
	if err != nil {
		return nil, err
	}
	return &client{transport: transport, rounds: rounds, header: access.header(), nodes: len(nodes)}, nil
}

// close closes the connections that are not in use.
func (c *client) close() { (&http.Client{Transport: c.rounds}).CloseIdleConnections() }

// do sends a request whose body is JSON, or lines of JSON as bytes, and decodes the answer
// into out unless that is nil. It sends the request again if that may help.
func (c *client) do(ctx context.Context, method, path string, body, out any) error {
	data, kind, err := encoded(body)
	if err != nil {
		return err
	}
	return c.retry(ctx, func() (again bool, err error) {
		return c.try(ctx, method, path, data, kind, into(out))
	})
}

// into returns a function that decodes an answer into out, nil to drop it. Numbers of any
// kind are kept as they are, because they are sent back.
func into(out any) func(io.Reader) error {
	return func(r io.Reader) error {
		if out == nil {
			_, err := io.Copy(io.Discard, r)
			return err
		}
		d := json.NewDecoder(r)
		d.UseNumber()
		return d.Decode(out)
	}
}

// retry calls send until it succeeds, or does not say that it may be called again.
func (c *client) retry(ctx context.Context, send func() (again bool, err error)) error {
	begun := time.Now()
	for try := 1; ; try++ {
		again, err := send()
		switch {
		case err == nil:
			return ctx.Err()
		case errors.Is(ctx.Err(), context.Canceled):
			return errors.Join(ctx.Err(), err)
		case ctx.Err() != nil:
			return c.explain(ctx.Err())
		case !again || try >= c.tries(err) || try > c.nodes && c.patience > 0 && isRefused(err) && time.Since(begun) > c.patience:
			return c.explain(err)
		}
		if err := sleep(ctx, pause(try)); err != nil {
			return c.explain(err)
		}
	}
}

// whole sends a POST request of which every part must succeed, again if a part failed for
// reasons that may pass.
func (c *client) whole(ctx context.Context, path string, body any, res *searchResponse) error {
	data, kind, err := encoded(body)
	if err != nil {
		return err
	}
	return c.retry(ctx, func() (again bool, err error) {
		*res = searchResponse{}
		if again, err = c.try(ctx, "POST", path, data, kind, into(res)); err != nil {
			return again, err
		}
		err = res.err()
		return isPassing(err), err
	})
}

// tries returns how often a request is sent that fails with an error. A user who names a
// wrong host or port learns it soon: a cluster that never answered is not waited for.
func (c *client) tries(err error) int {
	switch {
	case isLasting(err):
		return c.nodes
	case isRefused(err) && !c.reached.Load():
		return c.nodes + 2
	}
	return mostTries
}

// sleep waits, and returns the error of ctx if that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

func encoded(body any) (data []byte, kind string, err error) {
	switch body := body.(type) {
	case nil:
		return nil, "", nil
	case []byte:
		return body, "application/x-ndjson", nil
	}
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	err = e.Encode(body)
	return buf.Bytes(), "application/json", err
}

// try sends a request once, and reads the answer. It reports whether a failed one may be sent
// again.
func (c *client) try(ctx context.Context, method, path string, data []byte, kind string, read func(io.Reader) error) (again bool, err error) {
	req, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(data))
	if err != nil {
		return false, err
	}
	if data == nil {
		req.Body = nil
	} else {
		req.Header.Set("Content-Type", kind)
	}
	for name, values := range c.header {
		req.Header[name] = values
	}
	res, err := c.transport.Stream(req)
	if res == nil {
		return true, plainError(err)
	}
	defer res.Body.Close()
	c.reached.Store(true)
	if res.StatusCode >= http.StatusMultipleChoices {
		err := refusal(res)
		return isPassing(err), err
	}
	err = read(res.Body)
	if isError[*json.SyntaxError](err) || isError[*json.UnmarshalTypeError](err) {
		return false, errForeign
	}
	return !isError[*responseError](err) || isPassing(err), err
}

// plainError returns the error of a connection without the name of the request.
func plainError(err error) error {
	var network *net.OpError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &certificate):
		return certificate
	case errors.As(err, &record):
		return record
	case errors.As(err, &network):
		return network
	}
	return err
}

// longestRefusal is how much of the answer to a failed request is read.
const longestRefusal = 1 << 20

// refusal returns the error that an answer describes.
func refusal(res *http.Response) error {
	data, _ := io.ReadAll(io.LimitReader(res.Body, longestRefusal))
	var answer struct {
		Error json.RawMessage `json:"error"`
	}
	if json.Unmarshal(data, &answer) != nil && res.StatusCode == http.StatusNotFound {
		return errForeign
	}
	return newResponseError(res.StatusCode, answer.Error)
}
