#!/bin/bash
echo '{"greeting":"hello"}'
