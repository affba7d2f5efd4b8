# The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result.
require 'json'

name = JSON.parse($stdin.read)['name'] || 'stranger'
warn "greeting #{name}" # everything else is logged
puts JSON.generate(message: "Hello, #{name}!")
