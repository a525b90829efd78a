package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A peerRun is what a peer took for the same cables.
type peerRun struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	job
	// Committed is when all cables were in the index, before the last merges.
	Committed float64 `json:"committed_s"`
	Segments  int     `json:"segments"`
	Bytes     int64   `json:"bytes"`
	// Laps answer the questions, in their order.
	Laps []lap `json:"queries"`
}

// A sideRun is what Reftel and the peers took side by side.
type sideRun struct {
	Questions []peerQuestion `json:"questions"`
	// Text is what the peers were given of the cables.
	Text   int64     `json:"text_bytes"`
	Reftel []lap     `json:"reftel"`
	Peers  []peerRun `json:"peers"`
}

// besides measures the peers over the same cables, and the searcher in this
// process.
func (p *place) besides(ctx context.Context) error {
	if !p.opt.peers {
		return nil
	}
	side := &sideRun{Questions: p.peerQuestions}
	input := filepath.Join(p.dir, "cables.tsv")
	questions := filepath.Join(p.dir, "questions.tsv")
	if err := os.WriteFile(questions, []byte(peerQuestionFile(p.peerQuestions)), 0o644); err != nil {
		return err
	}
	p.say("writing the cables for the peers")
	n, text, err := writePeerFile(ctx, p.archive.path, input)
	if err != nil {
		return err
	}
	side.Text = text
	for _, peer := range p.peers {
		run, err := p.peerIndex(ctx, peer, input, n)
		if err != nil {
			return err
		}
		side.Peers = append(side.Peers, run)
	}
	if err := os.Remove(input); err != nil {
		return err
	}
	p.say("asking %d questions in one process each", len(p.peerQuestions))
	if side.Reftel, err = askWarm(ctx, p.indexDir(), p.peerQuestions, peerWarm, peerRuns); err != nil {
		return err
	}
	for i, peer := range p.peers {
		if side.Peers[i].Laps, err = p.askPeer(ctx, peer, questions); err != nil {
			return err
		}
	}
	p.run.Side = side
	return nil
}

// peerQuestionFile returns the questions as peers read them.
func peerQuestionFile(list []peerQuestion) string {
	var b strings.Builder
	for _, q := range list {
		fmt.Fprintln(&b, q.Name+"\t"+strings.Join(q.Clauses, "\t"))
	}
	return b.String()
}

func (p *place) peerDir(peer peer) string { return filepath.Join(p.dir, strings.ToLower(peer.name)) }

// peerIndex measures the indexing of a peer, which must take every cable.
func (p *place) peerIndex(ctx context.Context, peer peer, input string, cables int) (peerRun, error) {
	run := peerRun{Name: peer.name}
	if err := readThrough(input); err != nil {
		return run, err
	}
	settle()
	memory := cmp.Or(p.opt.budget.bytes, peerMemory)
	cmd := peer.command(ctx, 2*memory, "index", input, p.peerDir(peer), strconv.Itoa(peerThreads), strconv.FormatInt(memory, 10))
	out, j, err := measure(ctx, cmd)
	if err != nil {
		return run, fmt.Errorf("%s: %w", peer.name, err)
	}
	if err := run.parse(out, cables); err != nil {
		return run, fmt.Errorf("%s: %w", peer.name, err)
	}
	p.say("%s indexed in %.1f s", peer.name, j.Wall)
	run.job = j
	run.Bytes, err = folderBytes(p.peerDir(peer))
	return run, err
}

// parse reads what a peer says of its indexing.
func (run *peerRun) parse(out []byte, cables int) error {
	var said struct {
		Version   string  `json:"version"`
		Cables    int     `json:"cables"`
		Committed float64 `json:"committed_s"`
		Segments  int     `json:"segments"`
	}
	if err := json.Unmarshal(out, &said); err != nil {
		return fmt.Errorf("its report: %w", err)
	}
	if said.Cables != cables {
		return fmt.Errorf("it took %d cables of %d", said.Cables, cables)
	}
	run.Version, run.Committed, run.Segments = said.Version, said.Committed, said.Segments
	return nil
}

// askPeer asks a peer all questions in one process.
func (p *place) askPeer(ctx context.Context, peer peer, questions string) ([]lap, error) {
	out, _, err := measure(ctx, peer.command(ctx, 2*peerMemory, "query", p.peerDir(peer), questions,
		strconv.Itoa(peerThreads), strconv.FormatInt(peerWarm.Milliseconds(), 10), strconv.Itoa(peerRuns)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", peer.name, err)
	}
	laps, err := parseLaps(out, p.peerQuestions)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", peer.name, err)
	}
	return laps, nil
}

// parseLaps reads the answers of a peer, a line of JSON for each question.
func parseLaps(out []byte, questions []peerQuestion) ([]lap, error) {
	var laps []lap
	dec := json.NewDecoder(bytes.NewReader(out))
	for _, q := range questions {
		var said struct {
			Name   string    `json:"name"`
			Found  int       `json:"found"`
			IDs    []string  `json:"ids"`
			Facets tallies   `json:"facets"`
			MS     []float64 `json:"ms"`
		}
		if err := dec.Decode(&said); err != nil {
			return nil, fmt.Errorf("the answer to %q: %w", q.Name, err)
		}
		if said.Name != q.Name {
			return nil, fmt.Errorf("an answer to %q instead of %q", said.Name, q.Name)
		}
		if len(said.MS) == 0 {
			return nil, fmt.Errorf("the answer to %q: no times", q.Name)
		}
		for _, name := range peerFacets {
			if said.Facets[name] == nil {
				return nil, fmt.Errorf("the answer to %q: no facet %s", q.Name, name)
			}
		}
		laps = append(laps, lap{said.Found, median(said.MS), slices.Min(said.MS), said.IDs, said.Facets})
	}
	return laps, nil
}

// UnmarshalJSON reads ["PREL",803].
func (t *tally) UnmarshalJSON(text []byte) error {
	pair := []any{&t.Value, &t.Count}
	if err := json.Unmarshal(text, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return fmt.Errorf("expected a value and a count, found %s", text)
	}
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (t tally) MarshalJSON() ([]byte, error) { return json.Marshal([]any{t.Value, t.Count}) }
