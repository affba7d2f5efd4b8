// Acknowledges whether it is asked to or not. A panic terminates it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
)

func run(value map[string]any) any {
	switch value["do"] {
	case "echo":
		return map[string]any{"integer": value["integer"], "float": value["float"], "empty": value["empty"]}
	case "null":
		return nil
	case "list":
		return []int{1, 2}
	case "nan":
		return map[string]any{"number": math.NaN()}
	case "throw":
		panic(`a "quoted" message`)
	case "exit":
		os.Exit(0)
	}
	return map[string]any{}
}

func main() {
	results := os.NewFile(3, "results")
	fmt.Fprintln(results, `{"ok":true}`)
	lines := bufio.NewReader(os.Stdin)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var message struct{ Value map[string]any }
		var result []byte
		if err = json.Unmarshal(line, &message); err == nil {
			result, err = json.Marshal(run(message.Value))
		}
		if err != nil {
			result = fmt.Appendf(nil, `{"error":%q}`, err.Error())
		}
		fmt.Fprintf(results, "%s\n", result)
	}
}
