// Package memory finds out how much memory a process may use: what the machine
// has, or the control group (Linux cgroup version 1 or 2) that it runs in, if that is less.
package memory

import (
	"bufio"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Allowed returns the bytes that this process may use, or 0 where the system does
// not say. System is the root of its files: os.DirFS("/").
func Allowed(system fs.FS) int64 {
	least := machine(system)
	for _, group := range groups(system) {
		if n := group.limit(system); n > 0 && (least == 0 || n < least) {
			least = n
		}
	}
	return least
}

// machine returns the bytes of memory that are fitted; 0: unknown.
func machine(system fs.FS) int64 {
	f, err := system.Open("proc/meminfo")
	if err != nil {
		return 0
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		words := strings.Fields(s.Text())
		if len(words) == 3 && words[0] == "MemTotal:" && words[2] == "kB" {
			n, _ := strconv.ParseInt(words[1], 10, 64)
			return n << 10
		}
	}
	return 0
}

// group is a control group that counts memory.
type group struct {
	mount string // where its hierarchy is
	path  string // below mount
	file  string // that holds its limit
}

// groups returns the control groups of this process that count memory.
func groups(system fs.FS) []group {
	text, err := fs.ReadFile(system, "proc/self/cgroup")
	if err != nil {
		return nil
	}
	var found []group
	for line := range strings.Lines(string(text)) {
		part := strings.SplitN(strings.TrimSpace(line), ":", 3)
		switch {
		case len(part) < 3:
		case part[0] == "0" && part[1] == "":
			found = append(found, group{"sys/fs/cgroup", part[2], "memory.max"})
		case strings.Contains(","+part[1]+",", ",memory,"):
			found = append(found, group{"sys/fs/cgroup/memory", part[2], "memory.limit_in_bytes"})
		}
	}
	return found
}

// limit returns the least limit of a group and of those above it; 0: none. Inside a
// container, paths below the mount may be missing: its own group is then the mount itself.
func (g group) limit(system fs.FS) int64 {
	least := int64(0)
	for at := path.Join("/", g.path); ; at = path.Dir(at) {
		text, err := fs.ReadFile(system, path.Join(g.mount, at, g.file))
		if err == nil {
			n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64) // "max" is no number
			if err == nil && n > 0 && (least == 0 || n < least) {
				least = n
			}
		}
		if at == "/" {
			return least
		}
	}
}
