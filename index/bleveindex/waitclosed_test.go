package bleveindex

// WaitClosed waits until the last writer of the index at dir, whose Close returned
// early, has removed its files.
func WaitClosed(dir string) { layout{dir}.waitClosed() }
