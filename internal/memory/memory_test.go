package memory

import (
	"testing"
	"testing/fstest"
)

func TestAllowed(t *testing.T) {
	const machine = "MemTotal:        8000 kB\nMemFree: 10 kB\n"
	f := func(name string, files map[string]string, want int64) {
		t.Helper()
		system := fstest.MapFS{}
		for path, text := range files {
			system[path] = &fstest.MapFile{Data: []byte(text)}
		}
		if got := Allowed(system); got != want {
			t.Errorf("%s: %d bytes, want %d", name, got, want)
		}
	}
	f("a system that does not say", nil, 0)
	f("no control group", map[string]string{"proc/meminfo": machine}, 8000<<10)
	f("version 2", map[string]string{
		"proc/meminfo": machine, "proc/self/cgroup": "0::/jobs/night\n",
		"sys/fs/cgroup/jobs/night/memory.max": "max\n", "sys/fs/cgroup/jobs/memory.max": "4096000\n",
	}, 4096000)
	f("version 2 in a container", map[string]string{
		"proc/meminfo": machine, "proc/self/cgroup": "0::/docker/abc\n", "sys/fs/cgroup/memory.max": "1000000\n",
	}, 1000000)
	f("version 1", map[string]string{
		"proc/meminfo": machine, "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/jobs\n",
		"sys/fs/cgroup/memory/jobs/memory.limit_in_bytes": "2000000\n",
	}, 2000000)
	f("a limit above the machine", map[string]string{
		"proc/meminfo": machine, "proc/self/cgroup": "4:memory:/\n",
		"sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
	}, 8000<<10)
}
