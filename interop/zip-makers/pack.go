// Packs files with archive/zip, by Create.
package main

import (
	"archive/zip"
	"log"
	"os"
)

func main() {
	file, err := os.Create(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	archive := zip.NewWriter(file)
	for _, name := range os.Args[2:] {
		content, err := os.ReadFile(name)
		if err != nil {
			log.Fatal(err)
		}
		entry, err := archive.Create(name)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := entry.Write(content); err != nil {
			log.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		log.Fatal(err)
	}
}
