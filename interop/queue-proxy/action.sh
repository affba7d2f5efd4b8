#!/bin/sh
# Answers with its parameters, after the seconds that they ask for.
read -r parameters
case $parameters in *'"sleep":true'*) sleep 3 ;; esac
echo "$parameters"
