package opensearch

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// The environment variables with the credentials for a cluster. Without them, the user
// and password are those of the host in the netrc file.
const (
	userVariable     = "REFTEL_OPENSEARCH_USER"
	passwordVariable = "REFTEL_OPENSEARCH_PASSWORD"
	tokenVariable    = "REFTEL_OPENSEARCH_TOKEN"
	caVariable       = "REFTEL_OPENSEARCH_CA" // file of PEM certificates
)

// An address is a parsed URL of an index.
type address struct {
	nodes []*url.URL
	name  string
	// shards and replicas are those of a new index.
	shards, replicas int
}

// IsURL reports whether the place of an index is a cluster.
func IsURL(place string) bool {
	return strings.HasPrefix(place, "https://") || strings.HasPrefix(place, "http://")
}

var errNoURL = errors.New("the address of the cluster is not a URL: expected https://HOST:9200/NAME")

// parseAddress parses https://HOST:PORT[,HOST:PORT…]/NAME[?shards=N&replicas=N].
func parseAddress(place string) (address, error) {
	if strings.Contains(place, "@") {
		return address{}, fmt.Errorf("a password in a URL can be read by others: set %s and %s instead", userVariable, passwordVariable)
	}
	scheme, rest, _ := strings.Cut(place, "://")
	rest, params, _ := strings.Cut(rest, "?")
	hosts, name, _ := strings.Cut(rest, "/")
	a := address{name: strings.TrimSuffix(name, "/"), shards: 1}
	if !isIndexName(a.name) {
		return a, fmt.Errorf("%s: expected https://HOST:9200/NAME, where NAME has small letters, digits, - and _ only", place)
	}
	for host := range strings.SplitSeq(hosts, ",") {
		node, err := url.Parse(scheme + "://" + host)
		if err != nil {
			return a, errNoURL
		}
		if node.Host != host || scheme != "https" && scheme != "http" {
			return a, errNoURL
		}
		if node.Hostname() == "" {
			return a, fmt.Errorf("%s: the host is missing: expected https://HOST:9200/NAME", place)
		}
		if scheme == "http" && !isLoopback(node.Hostname()) {
			return a, fmt.Errorf("%s: http:// is allowed for this machine only: write https://", place)
		}
		a.nodes = append(a.nodes, node)
	}
	return a, a.setParams(params)
}

// setParams sets the shards and replicas.
func (a *address) setParams(params string) error {
	values, err := url.ParseQuery(params)
	if err != nil {
		return err
	}
	for name, list := range values {
		n, err := strconv.Atoi(list[0])
		switch {
		case name == "shards" && err == nil && n >= 1 && n <= 1024:
			a.shards = n
		case name == "replicas" && err == nil && n >= 0 && n <= 16:
			a.replicas = n
		default:
			return fmt.Errorf("unknown %s=%s after the name of the index: expected shards=N or replicas=N", name, list[0])
		}
	}
	return nil
}

func isIndexName(name string) bool {
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	const longest = 200 // the cluster allows 255 bytes, and there are endings
	return name != "" && len(name) <= longest && name[0] != '-' && name[0] != '_'
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// String returns the URL without shards and replicas.
func (a address) String() string {
	var hosts []string
	for _, n := range a.nodes {
		hosts = append(hosts, n.Host)
	}
	return a.nodes[0].Scheme + "://" + strings.Join(hosts, ",") + "/" + a.name
}

// An access holds the credentials of a user and the certificates that the client trusts.
type access struct {
	user, password, token string
	roots                 *x509.CertPool // nil are the system's
}

// readAccess returns the access to a host.
func readAccess(host string) (access, error) {
	a := access{user: os.Getenv(userVariable), password: os.Getenv(passwordVariable), token: os.Getenv(tokenVariable)}
	if file := os.Getenv(caVariable); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return a, fmt.Errorf("%s: %w", caVariable, err)
		}
		a.roots = x509.NewCertPool()
		if !a.roots.AppendCertsFromPEM(pem) {
			return a, fmt.Errorf("%s: %s holds no certificate in PEM form", caVariable, file)
		}
	}
	if a.user == "" && a.token == "" {
		a.user, a.password = netrcLogin(netrcPath(), host)
	}
	return a, nil
}

// header returns the header of each request.
func (a access) header() http.Header {
	h := http.Header{}
	switch {
	case a.token != "":
		h.Set("Authorization", "Bearer "+a.token)
	case a.user != "":
		h.Set("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(a.user+":"+a.password)))
	}
	return h
}

// idleConnections is the number of connections to a node that are kept open.
const idleConnections = 16

func (a access) roundTripper() http.RoundTripper {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:     &tls.Config{RootCAs: a.roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: idleConnections,
		IdleConnTimeout:     time.Minute,
		// In a local network it takes longer to compress an answer than to send it.
		DisableCompression: true,
	}
}

// netrcPath returns the user's netrc file.
func netrcPath() string {
	if path := os.Getenv("NETRC"); path != "" {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	name := ".netrc"
	if runtime.GOOS == "windows" {
		name = "_netrc"
	}
	return filepath.Join(home, name)
}

// netrcLogin returns the user and password of a host in a netrc file, if there are any.
func netrcLogin(path, host string) (user, password string) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", ""
	}
	words := strings.Fields(string(data))
	ours := false
	for i := 0; i < len(words); i++ {
		switch words[i] {
		case "default":
			ours = user == ""
			continue
		case "machine", "login", "password", "account":
		default:
			continue
		}
		if i+1 == len(words) {
			break
		}
		value := words[i+1]
		switch {
		case words[i] == "machine" && user != "":
			return user, password
		case words[i] == "machine":
			ours = value == host
		case words[i] == "login" && ours:
			user = value
		case words[i] == "password" && ours:
			password = value
		}
		i++
	}
	return user, password
}
