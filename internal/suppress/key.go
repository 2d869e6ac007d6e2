// Package suppress keeps people who were erased out of later runs, without keeping who they are.
//
// A *suppression list* is a text file of keyed hashes: HMAC-SHA256, cut to 128
// bits, of what tells that a record is about an erased person. Its *key* is 32
// random bytes in a file of its own. Without the key the list says nothing, not even whether a known address is on
// it. A slow hash (scrypt) would not need a key, but it would have to be computed
// for every value of every run, milliseconds each, and e-mail addresses and
// telephone numbers are few enough to be tried all the same.
//
// *Facts* are what a record says that may tell whom it is about. A record is
// *held* by a list when
//
//   - it is a record that was erased: its source and record ID are listed;
//   - or its name and full birth date are;
//   - or an e-mail address or phone number is, together with the birth date, or with
//     the given name, or a nickname of it, and no other birth year;
//   - or an e-mail address or phone number is that the erased person shared with
//     nobody, and the record has no given name.
//
// So a contact alone never tells: who shares it under another name stays. What is held by somebody
// else when a person is erased, name and birth date, contact and given name, is not listed.
package suppress

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"strings"
)

// keyBytes is the length of a key.
const keyBytes = 32

// Hash is a keyed hash of one fact.
type Hash [16]byte

// Key makes hashes. It is for one goroutine; [Key.Clone] makes one for another.
type Key struct {
	secret []byte
	mac    hash.Hash
	buf    []byte
}

func newKey(secret []byte) *Key { return &Key{secret: secret, mac: hmac.New(sha256.New, secret)} }

// Clone returns the same key for another goroutine.
func (k *Key) Clone() *Key { return newKey(k.secret) }

// Error says what is wrong with a list or a key; the user can mend it.
type Error struct {
	Path string
	Want string
}

func (e *Error) Error() string { return e.Path + ": " + e.Want }

// ReadKey reads the file of a key.
func ReadKey(path string) (*Key, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{path, "there is no such key; without it the suppression list cannot be read: bring back the file that gild erase made beside the list"}
	}
	if err != nil {
		return nil, err
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(secret) != keyBytes {
		return nil, &Error{path, fmt.Sprintf("no key of a suppression list; wanted %d hexadecimal digits", 2*keyBytes)}
	}
	return newKey(secret), nil
}

// CreateKey makes a key and writes its file, which must not be there, for its owner only.
func CreateKey(path string) (*Key, error) {
	secret := make([]byte, keyBytes)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = fmt.Fprintln(f, hex.EncodeToString(secret))
	return newKey(secret), errors.Join(err, f.Sync(), f.Close())
}

// hash hashes a fact. Parts cannot run into each other: no value has a zero byte.
func (k *Key) hash(domain string, kind kind, parts ...string) Hash {
	k.buf = append(append(k.buf[:0], domain...), 0)
	k.buf = append(append(k.buf, kind...), 0)
	for _, p := range parts {
		k.buf = append(append(k.buf, p...), 0)
	}
	k.mac.Reset()
	k.mac.Write(k.buf)
	k.buf = k.mac.Sum(k.buf[:0])
	return Hash(k.buf[:len(Hash{})])
}

// check is a hash by which a list knows its key.
func (k *Key) check() Hash { return k.hash("", kindCheck) }
