// Packs a folder with archive/tar, by AddFS.
package main

import (
	"archive/tar"
	"log"
	"os"
)

func main() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	archive := tar.NewWriter(file)
	if err := archive.AddFS(os.DirFS(os.Args[2])); err != nil {
		log.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		log.Fatal(err)
	}
}
