# Actions for the conformance check: conformance.json names the function for each ability.
END_OF_LOGS = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX'
OK = { ok: true }.freeze

# The echo.
def main(args) = args

def variable(args) = { value: ENV[args['name']] }

def log(_args)
  puts 'hello stdout'
  warn 'hello stderr'
  OK
end

def sleep(args)
  Kernel.sleep args['ms'] / 1000.0
  OK
end

def fail(_args) = { error: 'no such user' }

def crash(_args)
  Process.kill(:KILL, Process.pid)
  Kernel.sleep
end

def exit(_args) = Process.exit(3)

def scalar(_args) = 42

def large(args) = { text: 'x' * args['bytes'] }

def flood(args)
  args['lines'].times { puts 'x' * 1000 }
  OK
end

def sentinel(_args)
  puts END_OF_LOGS
  warn END_OF_LOGS
  OK
end

def unterminated(_args)
  $stderr.print 'half a line'
  OK
end

def binary(_args)
  $stderr.print "caf\xe9\n"
  OK
end

def directory(_args) = { directory: Dir.pwd }

def write(_args)
  File.write('state', "line\n", mode: 'a')
  { lines: File.readlines('state').size }
end

def child(_args)
  spawn 'sleep 20'
  OK
end

def counter(_args) = { count: $calls = $calls.to_i + 1 }
