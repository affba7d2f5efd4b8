#!/usr/bin/env bash
# Guess: a router gives a path parameter decoded, "a b" for /files/a%20b, and an escaped slash is part of it or ends it, alike in all.
# What happens: chi and echo decode /files/a%20b, but nothing of /files/a%20b%2Fc: one escaped slash leaves the whole parameter as it
# was sent. gorilla/mux and httprouter answer that with 404. Only Go's own ServeMux gives "a b/c".
# Why it matters: names of actions, images and objects contain slashes. Decoding the parameter once more is right for these, and wrong for
# all others: the file "100%25" is then "100%".
set -euo pipefail
command -v go >/dev/null || { echo 'This needs go.' >&2; exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >main.go <<'GO'
package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/go-chi/chi/v5"
	"github.com/gorilla/mux"
	"github.com/julienschmidt/httprouter"
	"github.com/labstack/echo/v4"
)

func main() {
	serveMux := http.NewServeMux()
	serveMux.HandleFunc("/files/{x}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.PathValue("x")) })
	chiRouter := chi.NewRouter()
	chiRouter.Get("/files/{x}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, chi.URLParam(r, "x")) })
	echoRouter := echo.New()
	echoRouter.GET("/files/:x", func(c echo.Context) error { return c.String(200, c.Param("x")) })
	gorilla := mux.NewRouter()
	gorilla.HandleFunc("/files/{x}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, mux.Vars(r)["x"]) })
	julien := httprouter.New()
	julien.GET("/files/:x", func(w http.ResponseWriter, r *http.Request, p httprouter.Params) { fmt.Fprint(w, p.ByName("x")) })
	for _, router := range []struct {
		name    string
		handler http.Handler
	}{{"ServeMux", serveMux}, {"chi", chiRouter}, {"echo", echoRouter}, {"gorilla/mux", gorilla}, {"httprouter", julien}} {
		fmt.Print(router.name, ":")
		for _, path := range []string{"/files/a%20b", "/files/a%20b%2Fc"} {
			recorder := httptest.NewRecorder()
			router.handler.ServeHTTP(recorder, httptest.NewRequest("GET", path, nil))
			if recorder.Code == 200 {
				fmt.Printf(" %q", recorder.Body.String())
			} else {
				fmt.Print(" ", recorder.Code)
			}
		}
		fmt.Println()
	}
}
GO
{ go mod init example && go get github.com/go-chi/chi/v5@v5.5.0 github.com/gorilla/mux@v1.8.1 github.com/julienschmidt/httprouter@v1.3.0 \
  github.com/labstack/echo/v4@v4.16.4 && go build -o example .; } >go.log 2>&1 || { cat go.log; echo 'The modules could not be installed.' >&2; exit 2; }
seen=$(./example)
echo "/files/a%20b and /files/a%20b%2Fc, chi v5.5.0, echo v4.16.4, gorilla/mux v1.8.1, httprouter v1.3.0, $(go env GOVERSION)"
echo "$seen"
[ "$seen" = 'ServeMux: "a b" "a b/c"
chi: "a b" "a%20b%2Fc"
echo: "a b" "a%20b%2Fc"
gorilla/mux: "a b" 404
httprouter: "a b" 404' ] || { echo 'This has changed.' >&2; exit 1; }
