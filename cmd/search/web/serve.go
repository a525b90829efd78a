package web

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// endTime is the time that requests have to end after the context has.
const endTime = 20 * time.Millisecond

// Serve answers requests on a listener, and follows the index, until ctx ends. It returns
// the error of ctx then.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	var following sync.WaitGroup
	following.Go(func() { s.live.follow(ctx) })
	defer following.Wait()
	defer cancel()
	listener = netutil.LimitListener(listener, s.limits.conns)
	server := s.newServer(ctx)
	if server.TLSConfig != nil {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), endTime)
	defer stop()
	if err := server.Shutdown(end); errors.Is(err, context.DeadlineExceeded) {
		server.Close()
	}
	return ctx.Err()
}

func (s *Server) newServer(ctx context.Context) *http.Server {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.limits.readHead, ReadTimeout: s.limits.read,
		WriteTimeout: s.limits.write, IdleTimeout: s.limits.idle,
		MaxHeaderBytes: s.limits.header,
		BaseContext:    func(net.Listener) context.Context { return ctx },
		ErrorLog:       log.New(io.Discard, "", 0), // faults of clients
	}
	if s.options.Remote != nil {
		server.TLSConfig = &tls.Config{
			Certificates: []tls.Certificate{s.options.Remote.Certificate},
			MinVersion:   tls.VersionTLS12,
		}
	}
	return server
}
