package ghsatest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
)

// AddAppKey makes the App a further private key, as its settings page does, and
// hands it out in PEM. The keys before it stay good until they are deleted: an App
// may have several, so that one can replace another (docs.github.com, "Managing
// private keys for GitHub Apps").
func (s *Server) AddAppKey() []byte {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(fmt.Sprintf("ghsatest: make a key of the App's: %v", err))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.moreKeys = append(s.moreKeys, &key.PublicKey)
	return pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
}

// DeleteAppKey takes one of the App's private keys away, given in PEM: what it
// signs from now on is refused. It returns an error where the App has no such key,
// or none beside it, which GitHub does not delete.
func (s *Server) DeleteAppKey(private []byte) error {
	block, _ := pem.Decode(private)
	if block == nil {
		return errors.New("delete a key of the App's: no PEM")
	}
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		return fmt.Errorf("delete a key of the App's: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := append([]*rsa.PublicKey{s.key}, s.moreKeys...)
	left := slices.DeleteFunc(slices.Clone(all), func(k *rsa.PublicKey) bool { return k.Equal(&key.PublicKey) })
	if len(left) == len(all) || len(left) == 0 {
		return errors.New("delete a key of the App's: it has no such key, or only this one")
	}
	s.key, s.moreKeys = left[0], left[1:]
	return nil
}

// signedByApp reports whether a digest was signed with one of the App's keys.
func (s *Server) signedByApp(digest, signature []byte) bool {
	return slices.ContainsFunc(append([]*rsa.PublicKey{s.key}, s.moreKeys...), func(k *rsa.PublicKey) bool {
		return rsa.VerifyPKCS1v15(k, crypto.SHA256, digest, signature) == nil
	})
}
