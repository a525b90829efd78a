package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"reftel/cmd/search/render"
)

// A described is what a test reads of openapi.json.
type described struct {
	Paths map[string]map[string]struct {
		Parameters []struct{ Name string }
		Responses  map[string]any
	}
}

// TestOpenAPI: each path of the document is answered as it says, each path of the API is
// in it, and each handler knows the parameters of its path and no others.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	text := getPage(t, s, apiPath+"openapi.json", 200)
	var doc described
	if err := json.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	var listed, served []string
	for path := range doc.Paths {
		listed = append(listed, path)
	}
	for _, r := range s.table() {
		if name, ok := strings.CutPrefix(r.path, apiPath); ok {
			served = append(served, "/"+name)
		}
	}
	slices.Sort(listed)
	slices.Sort(served)
	if !slices.Equal(listed, served) {
		t.Errorf("paths of the document %v, of the server %v", listed, served)
	}
	values := map[string]string{
		"q": "munitions", "filter": "classification=CONFIDENTIAL", "facet": "tags:3", "sort": "date", "limit": "2", "offset": "1", "snippets": "1",
		"explain": "true", "timeline": "year", "id": "06VALLETTA1987", "after": "",
	}
	for path, methods := range doc.Paths {
		v := url.Values{}
		for _, p := range methods["get"].Parameters {
			value, known := values[p.Name]
			if !known {
				t.Errorf("%s: the test has no value of %s", path, p.Name)
			}
			v.Set(p.Name, value)
		}
		name := strings.TrimPrefix(path, "/")
		body := getPage(t, s, apiPath+name+"?"+v.Encode(), 200)
		conforms(t, text, "#/paths/~1"+name+"/get/responses/200/content/application~1json/schema", body)
		if name != "openapi.json" {
			v.Set("zzz", "1")
			conforms(t, text, "#/components/schemas/Error", getPage(t, s, apiPath+name+"?"+v.Encode(), 400))
		}
	}
}

// conforms checks a body against a schema of the document.
func conforms(t *testing.T, document, at, body string) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:///openapi.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("mem:///openapi.json" + at)
	if err != nil {
		t.Fatal(err)
	}
	checkSchema(t, at, schema, body)
}

func checkSchema(t *testing.T, name string, schema *jsonschema.Schema, body string) {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v in %s", name, err, body)
	}
	if err := schema.Validate(v); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// TestAPIAnswers: the answers have the schema of --format json, and errors are JSON.
func TestAPIAnswers(t *testing.T) {
	t.Parallel()
	s := newServer(t, sampleDocs())
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(render.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("mem:///answer.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("mem:///answer.json")
	if err != nil {
		t.Fatal(err)
	}
	first := getPage(t, s, apiPath+"search?q=munitions&limit=2&facet=tags", 200)
	checkSchema(t, "search", schema, first)
	var answer struct {
		Hits []struct{ ID string }
		Next string
	}
	if err := json.Unmarshal([]byte(first), &answer); err != nil || len(answer.Hits) != 2 {
		t.Fatalf("%s, error %v", first, err)
	}
	contains(t, "the next", getPage(t, s, apiPath+"search?q=munitions&limit=2&after="+answer.Next, 200), "!"+answer.Hits[0].ID+`"`, "!"+answer.Hits[1].ID+`"`)
	for path, want := range map[string]string{
		"search?q=tagz:x":          `"position":0`,
		"search?limit=1001":        "expected a number from 0 to 1000",
		"search?limit=-1":          "expected a number from 0 to 1000",
		"search?facet=zzz":         "expected NAME or NAME:N",
		"search?sort=up":           "expected relevance, date, -date or id",
		"search?timeline=week":     "expected year, month or day",
		"search?after=x":           "this is no cursor",
		"cable":                    "no id",
		"search?q=%22%3Cscript%3E": `"message"`,
	} {
		res := do(s, request(s, "GET", apiPath+path))
		body := bodyOf(t, res)
		if res.StatusCode != http.StatusBadRequest || res.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: status %d, type %s", path, res.StatusCode, res.Header.Get("Content-Type"))
		}
		contains(t, path, body, want)
	}
	contains(t, "no cable", getPage(t, s, apiPath+"cable?id=09NOWHERE1", 404), `{"error":{"message":"no such cable: 09NOWHERE1"}}`)
}
