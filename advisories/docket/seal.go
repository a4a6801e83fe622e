package docket

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/aesgcm"
	"github.com/tink-crypto/tink-go/v2/insecuresecretdataaccess"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/secretdata"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/advisory-bot/advisory-bot/advisories"
)

// sealer seals texts with the newest key and opens them with any.
type sealer struct {
	aead tink.AEAD
	// newest tells the keys apart, without telling them.
	newest uint32
}

// newSealer builds Tink's keyset from the keys: the newest is its primary one.
func newSealer(keys advisories.Keys) (*sealer, error) {
	params, err := aesgcm.NewParameters(aesgcm.ParametersOpts{
		KeySizeInBytes: advisories.KeySize, IVSizeInBytes: 12, TagSizeInBytes: 16, Variant: aesgcm.VariantTink,
	})
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	m, s, seen := keyset.NewManager(), &sealer{}, map[uint32]bool{}
	for i, raw := range keys.Derive("seal") {
		id := keyNumber(raw)
		if i == 0 {
			s.newest = id
		}
		if seen[id] {
			continue // the same key twice in the list
		}
		seen[id] = true
		key, err := aesgcm.NewKey(secretdata.NewBytesFromData(raw, insecuresecretdataaccess.Token{}), id, params)
		if err != nil {
			return nil, fmt.Errorf("sealing key %d: %w", i+1, err)
		}
		if _, err := m.AddKey(key); err != nil {
			return nil, fmt.Errorf("sealing key %d: %w", i+1, err)
		}
	}
	if err := m.SetPrimary(s.newest); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	h, err := m.Handle()
	if err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	if s.aead, err = aead.New(h); err != nil {
		return nil, fmt.Errorf("sealing: %w", err)
	}
	return s, nil
}

// keyNumber is the id of a derived key in the keyset; it is stored before each
// sealed text.
func keyNumber(key []byte) uint32 {
	sum := sha256.Sum256(append([]byte("advisory-bot key number:"), key...))
	return max(binary.BigEndian.Uint32(sum[:4]), 1)
}

// close seals a text and binds it to its place.
func (s *sealer) close(text, place string) ([]byte, error) {
	b, err := s.aead.Encrypt([]byte(text), []byte(place))
	if err != nil {
		return nil, fmt.Errorf("seal text: %w", err)
	}
	return b, nil
}

// open is the text that was sealed for this place.
func (s *sealer) open(sealed []byte, place string) (string, error) {
	b, err := s.aead.Decrypt(sealed, []byte(place))
	if err != nil {
		return "", errUnsealed
	}
	return string(b), nil
}

// errUnsealed: a text that no key at hand opens.
var errUnsealed = errors.New("open sealed text: wrong key, or not what was stored here")

// place names where a sealed text belongs: part by part, each with its length, so
// that no two places have the same name.
func place(parts ...any) string {
	var out []byte
	for _, p := range parts {
		s := fmt.Sprint(p)
		out = append(out, strconv.Itoa(len(s))...)
		out = append(out, ':')
		out = append(out, s...)
	}
	return string(out)
}

// errSeal is what whoever starts the program reads after the key got lost.
var errSeal = errors.New("the sealing key (ADVISORY_BOT_SEAL_KEY, or seal.key in the data directory) does not open this docket: it was made with another key; put the old key back, or list it after the new one")

// checkSeal proves that every key that something is sealed with is at hand: each
// newest key leaves one sealed word, until Reseal removes it, and all must open.
func (d *Docket) checkSeal(ctx context.Context, q tx) error {
	name := d.seal.word()
	words := map[string][]byte{}
	err := each(ctx, q, `SELECT name, value FROM meta WHERE name LIKE 'seal_check/%'`, nil, func(r rows) error {
		var n string
		var v []byte
		if err := r.Scan(&n, &v); err != nil {
			return err
		}
		words[n] = v
		return nil
	})
	if err != nil {
		return fmt.Errorf("read seal check: %w", err)
	}
	for n, v := range words {
		if text, err := d.seal.open(v, n); err != nil || text != "sealed" {
			return errSeal
		}
	}
	if words[name] != nil {
		return nil
	}
	word, err := d.seal.close("sealed", name)
	if err != nil {
		return err
	}
	if _, err := q.exec(ctx, `INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, word); err != nil {
		return fmt.Errorf("write seal check: %w", err)
	}
	return nil
}
