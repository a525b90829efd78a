package bleveindex

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	contract "reftel/index"
	"reftel/index/binfile"
)

// AcceptLoss implements contract.StoreWriter. What the folder damaged holds of an
// earlier rebuild is deleted.
func (w *Writer) AcceptLoss(s contract.Stored) { w.replacing = s.(*Stored) }

// Kept implements contract.Stored.
func (s *Stored) Kept() string { return filepath.Join(s.damaged(), s.name) }

// keepDamaged makes a copy of a damaged snapshot before another is published, so
// that there is no moment at which a kill would lose it.
func (l layout) keepDamaged(s *Stored) error {
	if s.loss == nil {
		return nil
	}
	if err := os.RemoveAll(s.Kept()); err != nil {
		return err
	}
	if err := linkTree(l.snapshot(s.name), s.Kept()); err != nil {
		return err
	}
	return errors.Join(binfile.SyncDir(l.damaged()), binfile.SyncDir(l.dir))
}

// removeDamaged deletes all damaged snapshots but the one kept now. What fails is
// tried again by the next rebuild.
func (l layout) removeDamaged(s *Stored) {
	entries, _ := os.ReadDir(l.damaged())
	for _, e := range entries {
		if e.IsDir() && isName(e.Name()) && (s.loss == nil || e.Name() != s.name) {
			os.RemoveAll(filepath.Join(l.damaged(), e.Name()))
		}
	}
	os.Remove(l.damaged()) // if it is empty
}

// linkTree makes a copy of a folder that shares its files, where links work.
func linkTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			return os.MkdirAll(target, 0o700)
		case !d.Type().IsRegular():
			return nil
		}
		return linkFile(path, target)
	})
}

// linkFile makes a hard link to a file, or a copy where links do not work.
func linkFile(from, to string) error {
	if os.Link(from, to) == nil {
		return nil
	}
	return copyLarge(from, to)
}

// copyLarge copies a file and fsyncs it.
func copyLarge(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := createNew(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
