package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// A peer is a program of peers/ that was built.
type peer struct {
	name string
	// command returns a run of the program, which may use so many bytes of memory.
	command func(ctx context.Context, memory int64, args ...string) *exec.Cmd
}

// peerMemory is what a peer may use to index where -budget does not say.
const peerMemory = 512 << 20

// peerHint says what the peers are built with.
const peerHint = "Tantivy needs cargo; Lucene 10 needs mvn and a JDK of version 21 or later, in $JAVA_HOME or on the path"

// findPeers builds the peers. One that can't be built is missing from the
// tables, which is no error.
func (b *bench) findPeers(ctx context.Context) error {
	var err error
	if b.peerQuestions, err = parsePeerQuestions("peers.txt", peerQuestionText); err != nil {
		return err
	}
	for _, p := range []struct {
		name  string
		build func(*bench, context.Context) (peer, error)
	}{{"Tantivy", (*bench).buildTantivy}, {"Lucene", (*bench).buildLucene}} {
		b.say("building the peer %s", p.name)
		built, err := p.build(b, ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			b.say("no %s: %v", p.name, err)
			b.say("%s", peerHint)
		default:
			b.peers = append(b.peers, built)
		}
	}
	return nil
}

// peerSources copies the sources of a peer into a folder beside the archives, where
// they are built and stay, and reports whether they have changed.
func (b *bench) peerSources(name string) (dir string, changed bool, err error) {
	dir = filepath.Join(b.dir, "peers", name)
	from := os.DirFS(filepath.Join(b.root, "index", "bench", "peers", name))
	err = fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
		to := filepath.Join(dir, filepath.FromSlash(path))
		if err != nil || d.IsDir() {
			return errors.Join(err, os.MkdirAll(to, 0o755))
		}
		text, err := fs.ReadFile(from, path)
		if err != nil {
			return err
		}
		if old, err := os.ReadFile(to); err == nil && bytes.Equal(old, text) {
			return nil
		}
		changed = true
		return os.WriteFile(to, text, 0o644)
	})
	return dir, changed, err
}

func (b *bench) buildTantivy(ctx context.Context) (peer, error) {
	dir, _, err := b.peerSources("tantivy")
	if err != nil {
		return peer{}, err
	}
	target := filepath.Join(dir, "target")
	cmd := exec.CommandContext(ctx, "cargo", "build", "--quiet", "--release", "--target-dir", target)
	cmd.Dir = dir
	if _, _, err := measure(ctx, cmd); err != nil {
		return peer{}, err
	}
	program := filepath.Join(target, "release", "reftel-tantivy")
	return peer{"Tantivy", func(ctx context.Context, _ int64, args ...string) *exec.Cmd {
		return exec.CommandContext(ctx, program, args...)
	}}, nil
}

// copyJars is the goal of Maven that copies the jars that pom.xml names.
const copyJars = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"

func (b *bench) buildLucene(ctx context.Context) (peer, error) {
	dir, changed, err := b.peerSources("lucene")
	if err != nil {
		return peer{}, err
	}
	jars, classes := filepath.Join(dir, "jars"), filepath.Join(dir, "classes")
	if _, err := os.Stat(jars); err != nil || changed {
		if err := fetchJars(ctx, dir, jars); err != nil {
			return peer{}, err
		}
	}
	sources, err := filepath.Glob(filepath.Join(dir, "*.java"))
	if err != nil {
		return peer{}, err
	}
	path := filepath.Join(jars, "*") + string(filepath.ListSeparator) + classes
	args := append([]string{"--release", "21", "-cp", path, "-d", classes}, sources...)
	if _, _, err := measure(ctx, exec.CommandContext(ctx, jdk("javac"), args...)); err != nil {
		return peer{}, err
	}
	return peer{"Lucene", func(ctx context.Context, memory int64, args ...string) *exec.Cmd {
		heap := fmt.Sprintf("-Xmx%dm", memory>>20)
		java := []string{heap, "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-cp", path, "Peer"}
		return exec.CommandContext(ctx, jdk("java"), append(java, args...)...)
	}}, nil
}

// fetchJars copies the jars that the pom.xml of a folder names. The folder of
// jars is whole where it exists.
func fetchJars(ctx context.Context, dir, jars string) error {
	part := jars + ".part"
	if err := errors.Join(os.RemoveAll(part), os.RemoveAll(jars)); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, "mvn", "--batch-mode", "--quiet", copyJars, "-DoutputDirectory="+part)
	cmd.Dir = dir
	if _, _, err := measure(ctx, cmd); err != nil {
		return err
	}
	return os.Rename(part, jars)
}

// jdk returns a program of the JDK in $JAVA_HOME, else that on the path.
func jdk(name string) string {
	if home := os.Getenv("JAVA_HOME"); home != "" {
		return filepath.Join(home, "bin", name)
	}
	return name
}
