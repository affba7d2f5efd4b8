package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	var args struct{ Name string }
	if err := json.NewDecoder(os.Stdin).Decode(&args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Fprintln(os.Stderr, "greeting", args.Name)
	json.NewEncoder(os.Stdout).Encode(map[string]string{"message": "Hello, " + args.Name + "!"})
}
