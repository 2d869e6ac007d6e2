package config

// What holds where a configuration says nothing.
const (
	DefaultMaxRejects = .05   // share of a source's rows
	DefaultMemory     = .75   // share of what the machine or its control group allows
	DefaultReview     = .5    // probability from which a pair that is not linked goes to review
	DefaultTrust      = .5    // of a source that is not named
	DefaultDir        = "out" // beside gild.yaml
)

// None is the share that 0 in the file becomes where 0 in a [Config] stands for the
// default: so small that a single row exceeds it.
const None = 1e-12

// Default returns a configuration without domains in which every default that does
// not depend on the data is spelt out.
func Default() *Config {
	return &Config{
		MaxRejects: DefaultMaxRejects,
		Memory:     Memory{Share: DefaultMemory},
		Output:     Output{Dir: DefaultDir, Format: "parquet"},
	}
}
