package life

// Snapshot is a golden record as it was, in canonical strings; empty ones are unknown.
type Snapshot struct {
	Given, Family []byte
	Address       Address
	Email, Phone  []byte
}

// Compare reports whether a master that was as the snapshot has undergone an event of a kind, now
// that its golden value comes from record now. It has if none of its records shows the old
// value any more, or another spelling of it: somebody changed it at the source. Another record that merely won is no event.
func Compare(p *People, kind Kind, master, now uint32, was Snapshot) bool {
	d := &detector{People: p}
	members := p.Members[p.Start[master]:p.Start[master+1]]
	var shows, same func(r uint32) bool
	switch kind {
	case Moved:
		shows = func(r uint32) bool { return d.address(r).known() && was.Address.known() }
		same = func(r uint32) bool { return SamePlace(was.Address, d.address(r)) }
	case Renamed:
		shows = func(r uint32) bool { return len(was.Family) > 1 && d.named(r, members) }
		same = func(r uint32) bool { return SameFamily(was.Family, d.Family.value(r)) }
		if !GivenAgrees(was.Given, d.Given.value(now), p.Nicknames) {
			return false
		}
	case NewEmail:
		shows = func(r uint32) bool { return len(was.Email) > 0 && d.Email.code(r) != 0 }
		same = func(r uint32) bool { return SameContact(was.Email, d.Email.value(r)) }
	case NewPhone:
		shows = func(r uint32) bool { return len(was.Phone) > 0 && d.Phone.code(r) != 0 }
		same = func(r uint32) bool { return SameContact(was.Phone, d.Phone.value(r)) }
	default:
		return false
	}
	if !shows(now) {
		return false
	}
	for _, r := range members {
		if shows(r) && same(r) {
			return false
		}
	}
	return true
}
