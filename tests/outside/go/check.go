// check reads folders of a log (key.txt, entries.txt, checkpoint.txt, checkpoints/SIZE.txt) with the packages of Go's own
// checksum database and says of each, one line: "ok ENTRIES HEADS", or "refused REASON". With "sign KEY TEXT" it signs a text.
package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// stored keeps the hashes of a log as tlog numbers them.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", at)
		}
		hashes[i] = s[at]
	}
	return hashes, nil
}

type head struct {
	size int64
	root tlog.Hash
}

// open reads a checkpoint: the note by package note, then three lines in their only spelling.
func open(path string, key note.Verifier) (head, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return head{}, err
	}
	opened, err := note.Open(data, note.VerifierList(key))
	if err != nil {
		return head{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != key.Name() {
		return head{}, fmt.Errorf("not the three lines of a checkpoint of %s", key.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || strconv.FormatInt(size, 10) != lines[1] {
		return head{}, fmt.Errorf("size %q", lines[1])
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize || base64.StdEncoding.EncodeToString(root) != lines[2] {
		return head{}, fmt.Errorf("root %q", lines[2])
	}
	found := head{size: size}
	copy(found.root[:], root)
	return found, nil
}

// entries cuts entries.txt: an empty line after each entry, which is no part of it.
func entries(folder string) ([][]byte, error) {
	data, err := os.ReadFile(filepath.Join(folder, "entries.txt"))
	if err != nil {
		return nil, err
	}
	parts := bytes.Split(data, []byte("\n\n"))
	if len(parts[len(parts)-1]) != 0 {
		return nil, fmt.Errorf("entries.txt does not end in an empty line")
	}
	leaves := parts[:len(parts)-1]
	for i := range leaves {
		leaves[i] = append(leaves[i][:len(leaves[i]):len(leaves[i])], '\n')
	}
	return leaves, nil
}

func heads(folder string, key note.Verifier) ([]head, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "checkpoints", "*.txt"))
	if err != nil {
		return nil, err
	}
	var found []head
	for _, path := range paths {
		one, err := open(path, key)
		if err != nil {
			return nil, fmt.Errorf("%s: %v", filepath.Base(path), err)
		}
		if filepath.Base(path) != fmt.Sprintf("%d.txt", one.size) {
			return nil, fmt.Errorf("%s holds size %d", filepath.Base(path), one.size)
		}
		found = append(found, one)
	}
	sort.Slice(found, func(i, j int) bool { return found[i].size < found[j].size })
	last, err := open(filepath.Join(folder, "checkpoint.txt"), key)
	if err != nil {
		return nil, fmt.Errorf("checkpoint.txt: %v", err)
	}
	return append(found, last), nil
}

func check(folder string) (string, error) {
	text, err := os.ReadFile(filepath.Join(folder, "key.txt"))
	if err != nil {
		return "", err
	}
	key, err := note.NewVerifier(strings.TrimSuffix(string(text), "\n"))
	if err != nil {
		return "", fmt.Errorf("key.txt: %v", err)
	}
	leaves, err := entries(folder)
	if err != nil {
		return "", err
	}
	var hashes stored
	for i, leaf := range leaves {
		more, err := tlog.StoredHashes(int64(i), leaf, hashes)
		if err != nil {
			return "", err
		}
		hashes = append(hashes, more...)
	}
	all, err := heads(folder, key)
	if err != nil {
		return "", err
	}
	last := all[len(all)-1]
	if last.size != int64(len(leaves)) {
		return "", fmt.Errorf("checkpoint.txt has size %d, there are %d entries", last.size, len(leaves))
	}
	for i, one := range all {
		root, err := tlog.TreeHash(one.size, hashes)
		if err != nil || root != one.root {
			return "", fmt.Errorf("size %d: root %v, not %v", one.size, root, one.root)
		}
		for _, earlier := range all[:i] {
			proof, err := tlog.ProveTree(one.size, earlier.size, hashes)
			if err != nil {
				return "", err
			}
			if err := tlog.CheckTree(proof, one.size, one.root, earlier.size, earlier.root); err != nil {
				return "", err
			}
		}
	}
	for i, leaf := range leaves {
		proof, err := tlog.ProveRecord(last.size, int64(i), hashes)
		if err != nil {
			return "", err
		}
		if err := tlog.CheckRecord(proof, last.size, last.root, int64(i), tlog.RecordHash(leaf)); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf("ok %d %d", len(leaves), len(all)), nil
}

func sign(key, path string) error {
	signer, err := note.NewSigner(key)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return err
	}
	_, err = os.Stdout.Write(signed)
	return err
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == "sign" {
		if err := sign(os.Args[2], os.Args[3]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	for _, folder := range os.Args[1:] {
		said, err := check(folder)
		if err != nil {
			said = "refused " + strings.ReplaceAll(err.Error(), "\n", " ")
		}
		fmt.Println(said)
	}
}
