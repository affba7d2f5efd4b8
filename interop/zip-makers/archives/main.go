// Packs a folder with archives.Zip, as its documentation shows.
package main

import (
	"context"
	"log"
	"os"

	"github.com/mholt/archives"
)

func main() {
	files, err := archives.FilesFromDisk(context.Background(), nil, map[string]string{os.Args[1] + "/": ""})
	if err != nil {
		log.Fatal(err)
	}
	file, err := os.Create(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	if err := (archives.Zip{}).Archive(context.Background(), file, files); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}
