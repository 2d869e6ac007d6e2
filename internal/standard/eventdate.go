package standard

// eventDateType is the day on which something began or ended: written like a date, but many begin on one day, so
// that it says nothing about who somebody is.
func eventDateType() Type {
	return simple{"event_date", CompareNone, func(v string, opt *Options) (string, string, Quality) {
		d, ok := parseDate(v, opt.layouts)
		if !ok {
			return v, "", Suspect
		}
		return d.standard()
	}}
}
