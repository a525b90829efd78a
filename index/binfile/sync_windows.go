package binfile

// SyncDir does nothing: Windows has no way to flush a folder, and keeps the
// names in it itself.
func SyncDir(string) error { return nil }
