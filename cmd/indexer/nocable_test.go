package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// zipOf returns a ZIP archive of members that hold their names.
func zipOf(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(f, "<?xml version=\"1.0\"?><a>%s</a>", name)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wideText returns an ASCII text in UTF-16.
func wideText(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteByte(c)
		b.WriteByte(0)
	}
	return b.String()
}

// otherFiles are files that people keep beside their cables.
func otherFiles(t *testing.T) map[string]string {
	const ole = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	zeros := strings.Repeat("\x00", 600)
	return map[string]string{
		"README":          "What is in this folder\n\nThe cables are those of 2008. STATE 125512 is missing: see the list. They were\ncopied from the disk that Post sent in March, and are as they were there.\n",
		"notes.md":        "# Notes\n\nTags: history, trade\n\n1. Read the cables.\n2. Ask about STATE 125512.\n",
		"main.go":         "package main\n\n// SUB is a token.\nconst SUB = \"-\"\n\nfunc main() {\n\tprintln(SUB)\n}\n",
		"query.py":        "#!/usr/bin/env python3\nimport sys\n\ndef main():\n    print(\"TAGS\", sys.argv)\n",
		"style.css":       "body { color: black; }\n.cable { margin: 0 }\n",
		"Makefile":        "TAGS: main.go\n\tetags main.go\n\nall: TAGS\n",
		"poem.txt":        "The cable ship at evening\nLets down its line of light,\nAnd from the shore a city\nAnswers it all night.\n",
		"letter.txt":      "Quito, 3 March 2008\n\nDear Ada,\n\nthe embassy sent 08QUITO214 and SECRET things besides, as you know from\nSTATE 125512.\n\nYours, B.\n",
		"licence.txt":     "Redistribution is permitted provided that:\n\n1. The notice is kept.\n\n2. (a) No warranty is given.\n",
		"log.txt":         "2008-03-03 15:10:00 INFO started\n2008-03-03 15:10:01 INFO done\n",
		"config.ini":      "[index]\ndir=/data\n\n[log]\nlevel=2\n",
		"config.yaml":     "index:\n  dir: /data\ntags:\n  - a\n  - b\n",
		"page.html":       "<!DOCTYPE html>\n<html><head><title>A page</title></head><body><h1>News</h1><p>Of cables.</p></body></html>\n",
		"code.html":       "<html><body><pre>go run .</pre></body></html>\n",
		"feed.xml":        "<?xml version=\"1.0\"?>\n<rss><channel><item>News</item></channel></rss>\n",
		"drawing.svg":     "<svg xmlns=\"http://www.w3.org/2000/svg\"><text>Quito</text></svg>\n",
		"package.json":    "{\n  \"name\": \"reader\",\n  \"scripts\": {\"test\": \"x\"},\n  \"dependencies\": {\"y\": \"1\"}\n}\n",
		"places.json":     "[{\"place\":\"Quito\",\"lat\":0},{\"place\":\"Lima\",\"lat\":-12},{\"place\":\"Oslo\",\"lat\":60}]\n",
		"numbers.json":    "[1, 2, 3]\n",
		"events.jsonl":    "{\"event\":\"start\",\"at\":1}\n{\"event\":\"stop\",\"at\":2}\n{\"event\":\"start\",\"at\":3}\n",
		"list.csv":        "id,date,subject\n08QUITO1,2008-03-03,CRANE\n08QUITO2,2008-03-04,PIER\n",
		"prices.csv":      "fruit,price\nbanana,1\napple,2\n",
		"overview.csv":    "https://aad.example.org/rid=1,01/02/1974,1974QUITO00214,D740001-0001,QUITO,CRANE,\"ETRD, EC\",STATE\r\n",
		"table.tsv":       "08QUITO1\t2008-03-03\tQuito\tSECRET\n08QUITO2\t2008-03-04\tQuito\tSECRET\n",
		"dump.sql":        "-- a dump\nINSERT INTO cable (id, text) VALUES ('1', 'UNCLAS QUITO 000214\n\nSUBJECT: CRANE\n');\n",
		"copy.sql":        "COPY cable (id, text) FROM stdin;\n1\tUNCLAS QUITO 000214\\n\\nSUBJECT: CRANE\\n\n\\.\n",
		"mail.eml":        "From: ada@example.org\nTo: b@example.org\nSubject: lunch\nMessage-ID: <1@example.org>\n\nAt one?\n",
		"key.asc":         "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBFxyzz\n-----END PGP PUBLIC KEY BLOCK-----\n",
		"letter.rtf":      "{\\rtf1\\ansi FM QUITO}",
		"word.docx":       zipOf(t, "[Content_Types].xml", "word/document.xml", "docProps/core.xml"),
		"sheet.xlsx":      zipOf(t, "[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"),
		"text.odt":        zipOf(t, "mimetype", "content.xml", "styles.xml"),
		"book.epub":       zipOf(t, "mimetype", "META-INF/container.xml", "a.xhtml"),
		"tool.jar":        zipOf(t, "META-INF/MANIFEST.MF", "A.class"),
		"word.doc":        ole + zeros + wideText("WordDocument") + zeros,
		"sheet.xls":       ole + zeros + wideText("Workbook") + zeros,
		"mail.msg":        ole + zeros + wideText("__substg1.0_0037001F") + zeros,
		"mail.pst":        "!BDN" + zeros,
		"data.sqlite":     "SQLite format 3\x00" + zeros,
		"data.mdb":        "\x00\x01\x00\x00Standard Jet DB\x00" + zeros,
		"scan.png":        "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
		"scan.jpg":        "\xff\xd8\xff\xe0\x00\x10JFIF\x00",
		"scan.tif":        "II*\x00\x08\x00\x00\x00",
		"scan.bmp":        "BM\x36\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00",
		"image.webp":      "RIFF\x10\x00\x00\x00WEBPVP8 ",
		"talk.mp3":        "ID3\x03\x00\x00\x00",
		"talk.wav":        "RIFF\x10\x00\x00\x00WAVEfmt ",
		"film.mp4":        "\x00\x00\x00\x18ftypisom\x00\x00",
		"tool":            "\x7fELF\x02\x01\x01\x00",
		"tool.exe":        "MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00",
		"font.ttf":        "\x00\x01\x00\x00\x00\x0f\x00\x80",
		"old.rar":         "Rar!\x1a\x07\x01\x00",
		"secret.gpg":      "\x85\x02\x0c\x03\x01\x02\x03\x04\x05\x06\x00\x01\x02\x03",
		"empty.txt":       "",
		"blank.txt":       "\n\n  \n",
		"random.bin":      "\x01\x02\x03\x9f\x00\x04\xfe\x05\x06\x07\x11\x12",
		"disk/README.txt": "Copied on Monday.\n",
	}
}

// TestOtherFiles indexes a folder of files that are no cables: each is rejected
// once, and none becomes a cable.
func TestOtherFiles(t *testing.T) {
	root, files := t.TempDir(), otherFiles(t)
	if len(files) < 40 {
		t.Fatalf("%d files", len(files))
	}
	for name, content := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		past := time.Now().Add(-time.Hour) // else the file may be about to change
		if err := os.Chtimes(path, past, past); err != nil {
			t.Fatal(err)
		}
	}
	index := filepath.Join(t.TempDir(), "index")
	for _, args := range [][]string{{"--dry-run"}, {"--index", index}, {"parse"}} {
		var out, stderr bytes.Buffer
		if code := run(t.Context(), append(args, root), streams{out: &out, err: &stderr}); code != 0 {
			t.Fatalf("%v: exit code %d: %s", args, code, stderr.String())
		}
		want := fmt.Sprintf("%d records: 0 indexed, %d rejected\n", len(files), len(files))
		if args[0] == "parse" {
			want = ""
		}
		if !strings.HasPrefix(out.String(), want) || want == "" && out.Len() > 0 {
			t.Errorf("%v prints\n%s", args, out.String())
		}
		lines := strings.Split(strings.TrimSpace(stderr.String()), "\n")
		if len(lines) != len(files) {
			t.Errorf("%v: %d lines for %d files:\n%s", args, len(lines), len(files), stderr.String())
		}
		for name := range files {
			path := filepath.Join(root, filepath.FromSlash(name))
			n := 0
			for _, line := range lines {
				if rest, ok := strings.CutPrefix(line, "indexer: rejected: "+path+":"); ok && strings.Contains(rest, " ") {
					n++
				}
			}
			if n != 1 {
				t.Errorf("%v: %d lines on %s", args, n, name)
			}
		}
		if t.Failed() {
			t.Log(stderr.String())
			break
		}
	}
	// The files are known now, and are not read again.
	var out, stderr bytes.Buffer
	code := run(t.Context(), []string{"--index", index, root}, streams{out: &out, err: &stderr})
	want := fmt.Sprintf("%d records: 0 indexed, %d rejected\n", len(files), len(files))
	if code != 0 || !strings.HasPrefix(out.String(), want) || stderr.Len() > 0 {
		t.Errorf("again: exit code %d, prints\n%s%s", code, out.String(), stderr.String())
	}
}
