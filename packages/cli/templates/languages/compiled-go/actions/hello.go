// The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	args := struct{ Name string }{"stranger"}
	if err := json.NewDecoder(os.Stdin).Decode(&args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Fprintln(os.Stderr, "greeting", args.Name) // everything else is logged
	answer, _ := json.Marshal(map[string]string{"message": "Hello, " + args.Name + "!"})
	fmt.Println(string(answer))
}
