// check_log verifies a log with Go's own packages for notes and transparency logs,
// those that check the Go module mirror: go run check_log.go PREFIX VKEY OLD INDEX...
package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

var prefix string

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func get(path string) []byte {
	answer, err := http.Get(prefix + "/" + path)
	must(err)
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		must(fmt.Errorf("%s: %s", path, answer.Status))
	}
	content, err := io.ReadAll(answer.Body)
	must(err)
	return content
}

// checkpoint reads a signed tree of the log.
func checkpoint(path string, verifiers note.Verifiers, origin string) tlog.Tree {
	opened, err := note.Open(get(path), verifiers)
	must(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != origin {
		must(fmt.Errorf("%s is of another log", path))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	root, err := tlog.ParseHash(lines[2])
	must(err)
	return tlog.Tree{N: size, Hash: root}
}

// tiles reads tiles from where C2SP tlog-tiles has them: without their height.
type tiles struct{}

func (tiles) Height() int { return 8 }

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (tiles) ReadTiles(asked []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range asked {
		found = append(found, get("tile/"+strings.TrimPrefix(tile.Path(), "tile/8/")))
	}
	return found, nil
}

// entry reads one entry out of its bundle.
func entry(tree tlog.Tree, index int64) []byte {
	start := index / 256 * 256
	tile := tlog.Tile{H: 8, L: 0, N: index / 256, W: 256}
	if tree.N-start < 256 {
		tile.W = int(tree.N - start)
	}
	path := strings.TrimPrefix(tile.Path(), "tile/8/0/")
	rest := get("tile/entries/" + path)
	for at := start; ; at++ {
		length := int(binary.BigEndian.Uint16(rest))
		if at == index {
			return rest[2 : 2+length]
		}
		rest = rest[2+length:]
	}
}

func main() {
	prefix = os.Args[1]
	verifier, err := note.NewVerifier(os.Args[2])
	must(err)
	verifiers := note.VerifierList(verifier)
	tree := checkpoint("checkpoint", verifiers, verifier.Name())
	old := checkpoint("checkpoints/"+os.Args[3], verifiers, verifier.Name())
	// This reader believes no tile that does not lead to the signed root.
	reader := tlog.TileHashReader(tree, tiles{})
	extends, err := tlog.ProveTree(tree.N, old.N, reader)
	must(err)
	must(tlog.CheckTree(extends, tree.N, tree.Hash, old.N, old.Hash))
	for _, word := range os.Args[4:] {
		index, err := strconv.ParseInt(word, 10, 64)
		must(err)
		leaf := tlog.RecordHash(entry(tree, index))
		proof, err := tlog.ProveRecord(tree.N, index, reader)
		must(err)
		must(tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf))
		stored, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
		must(err)
		if !bytes.Equal(stored[0][:], leaf[:]) {
			must(fmt.Errorf("leaf %d is another", index))
		}
	}
	fmt.Println(tree.N, old.N)
}
