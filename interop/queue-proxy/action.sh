#!/bin/sh
# Answers with its parameters, after the seconds that they ask for; or with 20 MB.
read -r parameters
case $parameters in
  *'"sleep":true'*) sleep 3 ;;
  *'"sleep":"short"'*) sleep 1 ;;
  *'"large":true'*)
    printf '{"large":"%s"}\n' "$(head -c 20000000 /dev/zero | tr '\0' a)"
    exit
    ;;
esac
echo "$parameters"
