//go:build race

package bleveindex_test

func init() { raced = true }
