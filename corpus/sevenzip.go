package corpus

import (
	"errors"
	"io"

	"reftel/corpus/sevenzip"
)

// read7z reads the members of a 7z archive. They are packed in blocks of many,
// each of which can only be unpacked from its beginning: what is skipped is
// unpacked, too, and where a block is damaged, all members after that are lost.
func (s *scan) read7z(in input) error {
	files, err := sevenzip.Files(s.ctx, in.at, in.size, sevenzip.Limits{Files: s.opt.MaxMembers, Buffer: s.opt.MaxBuffer})
	if errors.Is(err, sevenzip.ErrFiles) {
		err = s.budget.errMembers()
	}
	if err != nil {
		return err
	}
	for _, file := range files {
		if !s.member(in, s.member7z(file)) {
			return nil
		}
	}
	return nil
}

func (s *scan) member7z(file *sevenzip.File) member {
	m := member{name: file.Name, mode: file.Mode, size: file.Size, packed: file.Size, err: file.Err()}
	if m.err == nil {
		packed, unpacked := file.BlockSize()
		m.err = s.budget.checkRatio(unpacked, packed)
	}
	m.open = func() (io.ReadCloser, error) {
		if err := s.budget.spend(file.Skipped()); err != nil {
			return nil, err
		}
		return file.Open()
	}
	return m
}
