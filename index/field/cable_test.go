package field_test

import (
	"slices"
	"testing"

	"reftel/corpus/cable"
	"reftel/index/field"
)

// A query's classification must be spelt as a cable's.
func TestClassesAreThoseOfCables(t *testing.T) {
	var names []string
	for _, v := range field.Class.Values() {
		names = append(names, v.Name)
	}
	if !slices.Equal(names, cable.Classifications) {
		t.Errorf("the field table has %q, cables have %q", names, cable.Classifications)
	}
}
