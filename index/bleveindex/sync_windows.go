package bleveindex

// syncDir does nothing: Windows has no way to flush a folder, and keeps the
// names in it itself.
func syncDir(string) error { return nil }
