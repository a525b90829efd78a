package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"reftel/corpus"
	"reftel/index"
	"reftel/index/bleveindex"
	"reftel/index/query"
)

// A ranker returns the ids of the best cables for each of some questions, each of which
// is words separated by blanks.
type ranker struct {
	name string
	rank func(ctx context.Context, questions []string) ([][]string, error)
}

// rankedHits is how many hits of a question count.
const rankedHits = 100

// A rankingPlace is a folder with an index of an archive.
type rankingPlace struct {
	*bench
	docs     []index.Document
	searcher *bleveindex.Searcher
	stock    *bleveindex.Stock
	cables   string // as the peers read them
}

// measureRanking measures how well the cables of a CSV archive are ranked.
func (opt *options) measureRanking(ctx context.Context, stdout, stderr io.Writer) (err error) {
	b := &bench{opt: *opt, stderr: stderr}
	if err := b.folders(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.close()) }()
	if err := b.build(ctx); err != nil {
		return err
	}
	p := &rankingPlace{bench: b}
	if err := p.open(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.searcher.Close(), p.stock.Close()) }()
	rankers := []ranker{{"Reftel, all of them", p.askReftel}, {"Reftel, any of them", p.askAny}, {"Bleve, words, any of them", p.askStock}}
	if opt.peers {
		lucene, err := p.lucene(ctx)
		if err != nil {
			return err
		}
		rankers = append(rankers, lucene...)
	}
	known, err := knownTable(ctx, knownItems(p.docs), rankers)
	if err != nil {
		return err
	}
	questions, err := parseJudged("judged.tsv", judgedText)
	if err != nil {
		return err
	}
	judged, err := judgedTable(ctx, questions, rankers)
	if err != nil {
		return err
	}
	like, err := likeTable(ctx, p.searcher, pairsOf(p.docs))
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%s\n%s\n%s", known, judged, like)
	return err
}

// open indexes the archive and opens the index.
func (p *rankingPlace) open(ctx context.Context) error {
	var err error
	if p.docs, err = readDocuments(ctx, p.opt.ranking); err != nil {
		return err
	}
	p.cables = filepath.Join(p.scratch, "cables.tsv")
	if _, _, err := writePeerFile(ctx, p.opt.ranking, p.cables); err != nil {
		return err
	}
	dir := filepath.Join(p.scratch, "index")
	if _, _, err := measure(ctx, p.program(ctx, "indexer", "--index", dir, "--format", "csv", "--progress", "never", p.opt.ranking)); err != nil {
		return err
	}
	if p.searcher, err = bleveindex.Open(dir); err != nil {
		return err
	}
	if p.stock, err = bleveindex.OpenStock(dir); err != nil {
		return errors.Join(err, p.searcher.Close())
	}
	return nil
}

// readDocuments returns the documents of an archive.
func readDocuments(ctx context.Context, path string) ([]index.Document, error) {
	r, err := corpus.Open(path, corpus.Options{Format: corpus.CSV})
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var docs []index.Document
	for rec, err := range r.Records(ctx) {
		if err != nil {
			return nil, err
		}
		docs = append(docs, index.Documents(rec)...)
	}
	return docs, nil
}

func (p *rankingPlace) askReftel(ctx context.Context, questions []string) ([][]string, error) {
	var lists [][]string
	for _, words := range questions {
		tree, err := query.Parse(words)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", words, err)
		}
		ids, err := p.searcher.IDs(ctx, index.Request{Query: tree, Limit: rankedHits})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", words, err)
		}
		lists = append(lists, ids)
	}
	return lists, nil
}

// askAny asks for cables with any of the words.
func (p *rankingPlace) askAny(ctx context.Context, questions []string) ([][]string, error) {
	var list []string
	for _, words := range questions {
		list = append(list, strings.Join(strings.Fields(words), " OR "))
	}
	return p.askReftel(ctx, list)
}

func (p *rankingPlace) askStock(ctx context.Context, questions []string) ([][]string, error) {
	var lists [][]string
	for _, words := range questions {
		ids, err := p.stock.Match(ctx, words, rankedHits)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", words, err)
		}
		lists = append(lists, ids)
	}
	return lists, nil
}

// lucene returns Lucene's set-ups.
func (p *rankingPlace) lucene(ctx context.Context) ([]ranker, error) {
	peer, err := p.buildLucene(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, peerHint)
	}
	var list []ranker
	for _, words := range []string{"words", "stems"} {
		for _, operator := range []string{"any", "all"} {
			for _, subject := range []string{"0", "0.5"} {
				name := fmt.Sprintf("Lucene, %s, %s of them", words, operator)
				if subject != "0" {
					name += ", subject too"
				}
				list = append(list, ranker{name, func(ctx context.Context, questions []string) ([][]string, error) {
					file := filepath.Join(p.scratch, "questions.txt")
					if err := os.WriteFile(file, []byte(strings.Join(questions, "\n")+"\n"), 0o644); err != nil {
						return nil, err
					}
					out, _, err := measure(ctx, peer.command(ctx, peerMemory, "rank", p.cables, file, words, operator, subject, strconv.Itoa(rankedHits)))
					if err != nil {
						return nil, err
					}
					return parseRanked(string(out), len(questions))
				}})
			}
		}
	}
	return list, nil
}

// parseRanked reads the ids that a peer found for each question.
func parseRanked(out string, questions int) ([][]string, error) {
	var lists [][]string
	for line := range strings.Lines(out) {
		lists = append(lists, strings.Fields(line))
	}
	if len(lists) != questions {
		return nil, fmt.Errorf("%d answers to %d questions", len(lists), questions)
	}
	return lists, nil
}
