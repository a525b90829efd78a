package bleveindex

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestCure: what to do about an error depends on whether the file is damaged.
func TestCure(t *testing.T) {
	t.Parallel()
	of := func(err error) error { return &fs.PathError{Op: "open", Path: "/idx/columns", Err: err} }
	for _, c := range []struct {
		err  error
		want string
		not  string
	}{
		{of(syscall.EACCES), "check the owner and the permissions", "rebuild"},
		{of(syscall.EPERM), "check the owner and the permissions", "rebuild"},
		{of(os.ErrPermission), "check the owner and the permissions", "rebuild"},
		{of(syscall.EIO), "copy the index to another", "run indexer"},
		{of(syscall.EMFILE), "limit on open files", "rebuild"},
		{of(syscall.ENFILE), "limit on open files", "rebuild"},
		{of(syscall.ENOSPC), syscall.ENOSPC.Error(), "rebuild"},
		{of(syscall.ENOMEM), syscall.ENOMEM.Error(), "rebuild"},
		{of(syscall.EINTR), syscall.EINTR.Error(), "rebuild"},
		{of(fs.ErrNotExist), "run indexer --rebuild", ""},
		{errors.New("/idx/columns: unexpected EOF"), "run indexer --rebuild", ""},
	} {
		got := damaged(c.err).Error()
		if !strings.Contains(got, c.want) || !strings.Contains(got, "/idx/columns") || c.not != "" && strings.Contains(got, c.not) {
			t.Errorf("%v: %s", c.err, got)
		}
	}
	if damaged(nil) != nil {
		t.Error("no error is an error")
	}
}
