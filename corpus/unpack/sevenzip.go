package unpack

import (
	"errors"
	"io"

	"reftel/corpus/sevenzip"
)

// read7z reads the members of a 7z archive. They are packed in blocks of many members,
// and a block can only be unpacked from its beginning: what is skipped is unpacked,
// too, and all members after the damage of a block are lost.
func (w *walk) read7z(in input) error {
	files, err := sevenzip.Files(w.ctx, in.at, in.size, sevenzip.Limits{Files: w.opt.MaxMembers, Buffer: w.opt.MaxBuffer})
	if errors.Is(err, sevenzip.ErrFiles) {
		err = w.budget.errMembers()
	}
	if err != nil {
		return err
	}
	for _, file := range files {
		if !w.member(in, w.member7z(file)) {
			return nil
		}
	}
	return nil
}

func (w *walk) member7z(file *sevenzip.File) member {
	m := member{name: file.Name, mode: file.Mode, size: file.Size, packed: file.Size, err: file.Err()}
	if m.err == nil {
		packed, unpacked := file.BlockSize()
		m.err = w.budget.checkRatio(unpacked, packed)
	}
	m.open = func() (io.ReadCloser, error) {
		if err := w.budget.spend(file.Skipped()); err != nil {
			return nil, err
		}
		return file.Open()
	}
	return m
}
