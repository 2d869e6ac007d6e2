package main

import (
	"os"
	"strings"
	"testing"

	"github.com/gildmdm/gild/internal/config"
)

// TestReadmeConfig keeps the configuration in README.md sound.
func TestReadmeConfig(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(readme), "```yaml\n")
	text, _, found := strings.Cut(after, "```\n")
	if !found {
		t.Fatal("README.md has no block of YAML")
	}
	if _, err := config.Parse("README.md", []byte(text)); err != nil {
		t.Error(config.Detailed(err))
	}
}
