//go:build !linux && !darwin

package segment

func adviseRandom([]byte) {}
func adviseNormal([]byte) {}
func adviseSoon([]byte)   {}
