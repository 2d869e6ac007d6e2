package config

// fileShape is the shape of the whole file.
func fileShape() *shape {
	d := Default()
	return object("configuration of gild",
		field{"version", value("version of this file: 1", aVersion), true},
		field{"domains", filled(mapOf("domain name: domain; the name becomes a folder", domainShape()), 1), true},
		field{"links", mapOf("relations between masters of two domains, by name", linkShape()), false},
		field{"max_rejects", preset(value("share of a source's rows that may be rejected", aShare), d.MaxRejects), false},
		field{"memory", preset(value("memory to use at most; beyond it data spill to disk", aSize), d.Memory.String()), false},
		field{"workers", value("workers at a time; absent: one a processor", aCount), false},
		field{"gates", object("refuse to publish what looks wrong; a gate that is absent is open",
			field{"max_cluster_size", value("records of one master", aCount), false},
			field{"max_lost_masters", value("share of the last run's masters that may be gone", aShare), false},
			field{"min_rows", anyOf("share of the last run's rows that must be there: 90%, or -10%; for each source, or source by source",
				value("", aLeast), mapOf("source: share", value("", aLeast))), false}), false},
		field{"suppression", object("people who were erased stay out, though silos still send them",
			field{"list", text("file of keyed hashes that gild erase writes"), true},
			field{"key", text("file of the key; absent: that of the list with .key behind its name"), false}), false},
		field{"output", object("where runs go",
			field{"dir", preset(text("folder"), d.Output.Dir), false},
			field{"keep", preset(value("runs kept; 0: all", aWhole), d.Output.Keep), false},
			field{"format", preset(choice("csv: CSV files beside the Parquet files", formats()...), d.Output.Format), false},
			field{"tables", filled(listOf("tables to write besides crosswalk and golden, which the next run needs; absent: all", choice("", Tables()...)), 1), false}), false},
	)
}

func formats() []string { return []string{"parquet", "csv"} }

func domainShape() *shape {
	return object("one kind of thing to master",
		field{"kind", choice("", Kinds()...), true},
		field{"sources", filled(mapOf("source name: export", sourceShape()), 1), true},
		field{"blocking", blockingShape(), false},
		field{"match", matchShape(), false},
		field{"survivorship", survivorshipShape(), false},
		field{"household", object("who lives or belongs together",
			field{"policy", choice("those at one address; one family; or both: those at one address, and family who would else be alone", householdPolicies()...), true}), false},
		field{"employment", object("of kind employee: who works here, and which accounts they have",
			field{"hr", some("sources of the HR system, whose word goes before all others' where authority names nobody"), true},
			field{"accounts", some("directories in which every worker should have an account; absent: all other sources"), false}), false},
		field{"consent", object("whose word on consent is the strongest",
			field{"verified", listOf("sources that confirm every decision, such as a log-in with a double opt-in", text("")), true}), false},
		field{"summaries", mapOf("files that gild enrich --summary wrote, by the name that rules of derive know them by", text("")), false},
		field{"derive", mapOf("values to infer: name: expression over attributes, household, relations and summaries", text("")), false},
		field{"write_back", mapOf("source: attributes and groups that it may be told to change", some("")), false},
		field{"authority", mapOf("attribute or group: sources whose value of it wins, and which are never told to change it", some("")), false},
		field{"fill", preset(value("whether write-back fills cells that are empty", aBoolean), true), false},
	)
}

func householdPolicies() []string { return []string{"address", "family", "both"} }

func sourceShape() *shape {
	detail := object("",
		field{"column", text("name of the column"), false},
		field{"columns", filled(listOf("several columns read as one attribute", text("")), 1), false},
		field{"type", text("type of an attribute that gild does not know by name"), false},
		field{"layout", text("layout of dates, e.g. DD/MM/YYYY; absent: inferred from all values"), false},
		field{"country", text("ISO country that phones and postcodes without one belong to"), false},
	)
	detail.either = []string{"column", "columns"}
	mapping := anyOf("a column, several columns, or more detail", text(""), filled(listOf("", text("")), 1), detail)
	return object("one silo's export",
		field{"path", some("file, glob, or a list of them, relative to this file; - is standard input"), true},
		field{"format", choice("absent: detected", "csv", "tsv", "parquet"), false},
		field{"delimiter", text("one character, or tab; absent: detected"), false},
		field{"encoding", choice("absent: detected", encodings()...), false},
		field{"header", value("whether the first row names the columns; absent: detected", aBoolean), false},
		field{"id", text("column of record IDs; absent: row numbers"), false},
		field{"updated_at", text("column that says when the record changed last"), false},
		field{"updated_layout", text("layout of updated_at; absent: inferred"), false},
		field{"attributes", mapOf("attribute: column", mapping), true},
	)
}

// encodings are the names that package source knows.
func encodings() []string {
	return []string{
		"utf-8", "utf8", "utf-16le", "utf-16be", "windows-1250", "cp1250", "windows-1251", "cp1251", "windows-1252", "cp1252",
		"iso-8859-1", "latin1", "latin-1", "iso-8859-15", "latin9",
	}
}

func blockingShape() *shape {
	rule := some("attributes, or parts of them: family_name:sound")
	return preset(anyOf("how candidate pairs are found: auto, or rules", choice("", "auto"), object("",
		field{"rules", filled(listOf("keys that must be equal, rule by rule; absent: chosen on the data", rule), 1), false},
		field{"max_block", value("records a block may have; larger ones are left out and reported", aCount), false},
		field{"pairs_per_record", value("budget of automatic rules", aPositive), false},
	)), "auto")
}

func matchShape() *shape {
	return object("what decides whether two records are the same",
		field{"model", text("file of a trained model; absent: trained on the data"), false},
		field{"same", listOf("equal in all attributes of a rule: the same, whatever the score", some("")), false},
		field{"never", listOf("vetoes", object("", field{"differs", some("different in all of these: never the same"), true})), false},
		field{"thresholds", object("",
			field{"link", preset(anyOf("probability from which records are linked", choice("", "auto"), value("", aProbability)), "auto"), false},
			field{"review", preset(anyOf("probability from which a pair that is not linked is worth a look", choice("", "auto"), value("", aProbability)), DefaultReview), false}), false},
		field{"unique", listOf("sources without duplicates of their own; absent: found on the data", text("")), false},
	)
}

func survivorshipShape() *shape {
	return object("which values make the golden record",
		field{"trust", mapOf("source: 0 to 1", preset(value("", aDegree), DefaultTrust)), false},
		field{"decay", object("trust that fades with the age of a record",
			field{"half_life", value("age at which trust has halved: 365d", aLength), true}), false},
		field{"groups", mapOf("attributes that survive together, from one record; absent: the address", filled(listOf("", text("")), 2)), false},
		field{"attributes", mapOf("attribute: rule", anyOf("", choice("", Preferences()...), object("",
			field{"prefer", choice("", Preferences()...), true},
			field{"by", text("the flag attribute that says that a value is verified"), false},
			field{"order", filled(listOf("with source_order: sources, the best first", text("")), 1), false},
			field{"when", whenShape(), false},
			field{"spelling", preset(choice("golden values as standardised, or as the source has them", "normalised", "original"), "normalised"), false}))), false},
		field{"steward", text("file of values that stewards set, which go before all that records say: columns master_id, or source and record_id; attribute; value; decided_at"), false},
	)
}

func linkShape() *shape {
	return object("a relation that a file states",
		field{"from", text("domain/source of the first key"), true},
		field{"to", text("domain/source of the second key"), true},
		field{"file", some("file, glob, or a list of them"), true},
		field{"keys", filled(listOf("columns of the file: record ID in from, record ID in to", text("")), 2), true},
		field{"kind", text("column of the file that says what relation it is; absent: the name of the link"), false},
		field{"since", text("column of the file that says since when"), false},
	)
}
