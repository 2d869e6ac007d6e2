package table

import "sync"

// Builder numbers the values of a column that come in batches from any goroutines.
//
// Where values hardly repeat (record IDs, e-mail addresses, telephones) it takes every one as
// new and finds equal ones at the end, all at once: see [Dict.Merge]. Which columns
// these are shows in the first batches, and is looked at again whenever the dictionary has grown fourfold.
type Builder struct {
	lock   sync.Mutex
	share  float64
	dict   *Dict
	codes  [][]uint32 // of all batches
	filled int        // rows that have a value
	loose  bool       // values are taken as new
	looked int        // filled when repeats were last looked for; 0: never
	known  int        // distinct values then
}

// NewBuilder returns the builder of a column whose first batch is about this share of all; 0 if that is unknown.
func NewBuilder(share float64) *Builder { return &Builder{share: share, dict: NewDict()} }

// Add numbers values into as many codes, all zero before. The builder keeps the codes and may
// change them until Finish. It fails only when the distinct values exceed 4 GiB.
func (b *Builder) Add(values [][]byte, codes []uint32) error {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.codes = append(b.codes, codes)
	if err := b.number(values, codes); err != nil {
		return err
	}
	switch {
	case b.looked == 0 && b.filled >= enough:
		b.lookFirst()
	case b.loose && b.dict.Len() > 4*b.known:
		b.lookAgain()
	}
	return nil
}

// enough is how many rows show whether values repeat.
const enough = 1000

// number gives values their codes.
func (b *Builder) number(values [][]byte, codes []uint32) error {
	done := 0
	if b.loose {
		done = b.dict.appendSome(values, codes)
	}
	if done < len(values) {
		if b.loose { // too much, unless some of it is equal
			b.merge()
			b.loose = false
		}
		for i := done; i < len(values); i++ {
			var err error
			if codes[i], err = b.dict.Intern(values[i]); err != nil {
				return err
			}
		}
	}
	for _, code := range codes {
		if code != Missing {
			b.filled++
		}
	}
	return nil
}

// lookFirst decides whether to take values to come as new: if three of four were, so far.
func (b *Builder) lookFirst() {
	b.looked, b.known = b.filled, b.dict.Len()-1
	b.loose = 4*b.known > 3*b.filled
	if b.loose && b.share > 0 {
		more := 1.02/(b.share*float64(len(b.codes))) - 1
		b.dict.Grow(int(more*float64(b.known)), int(more*float64(b.dict.Size())))
	}
}

// lookAgain decides by the values since it was last asked: half of them are to be new.
func (b *Builder) lookAgain() {
	distinct := b.dict.distinct()
	if b.loose = 2*(distinct-b.known) > b.filled-b.looked; !b.loose {
		b.merge()
	}
	b.looked, b.known = b.filled, distinct
}

// merge gives equal values one code.
func (b *Builder) merge() {
	to := b.dict.Merge()
	if to == nil {
		return
	}
	for _, codes := range b.codes {
		for i, code := range codes {
			codes[i] = to[code]
		}
	}
}

// Finish returns the dictionary, sealed; all codes are final now.
func (b *Builder) Finish() *Dict {
	if b.loose {
		b.merge()
	}
	b.dict.Seal()
	return b.dict
}
