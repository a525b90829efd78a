//go:build !linux

package testnode

import "os/exec"

// own and asOther matter on Linux only, where tests may run as root.
func own(string) error { return nil }

func asOther(*exec.Cmd) {}
