#!/bin/sh
# Answers with its parameters: at once, or when there is a file that they name, or after a second; or with 20 MB.
read -r parameters
case $parameters in
  *'"until":"'*)
    file=${parameters#*'"until":"'}
    file=${file%%'"'*}
    : >"$file-begun"
    until [ -e "$file" ]; do sleep 0.05; done
    : >"$file-ended"
    ;;
  *'"sleep":true'*) sleep 1 ;;
  *'"large":true'*)
    printf '{"large":"%s"}\n' "$(head -c 20000000 /dev/zero | tr '\0' a)"
    exit
    ;;
esac
echo "$parameters"
