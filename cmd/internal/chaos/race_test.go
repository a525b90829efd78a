//go:build linux && race

package chaos

func init() { raced = true }
