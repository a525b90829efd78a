// Package chaos holds a test of what jobs leave behind. It changes an archive of
// invented cables at random, runs indexer on it, disturbs it with signals, full
// disks and failing system calls, and compares the index with a model in memory.
//
// The test has the parts:
//
//	texts    invented cables, each with a word that no other text has
//	tree     the archive: files of several layouts, and the ways to change them
//	model    what the index must hold after a command
//	command  the commands of indexer, and what each does to the model
//	disturb  what may happen to a process
//	check    the comparison of an index with the model
//
// A round changes the archive, disturbs a command, checks that the index holds
// nothing but what it held before and what the command was to make of it, runs it
// again undisturbed, and checks that the index is the model's. 200 rounds take about a
// minute on two cores. More of them, and those of a failure again:
//
//	go test ./cmd/internal/chaos -chaos.rounds 2000 -timeout 60m
//	go test ./cmd/internal/chaos -run 'TestChaos/world3$' -chaos.seed 7 -chaos.rounds 200
//
// Without strace, or where it may not trace, no system calls fail; where mounting is
// not allowed, no disk is full but by a limit of file sizes.
package chaos
