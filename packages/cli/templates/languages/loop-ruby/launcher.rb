# Loads an action, and answers each line of JSON on stdin with one on file descriptor 3: the protocol ActionLoop.
# https://github.com/actionrunner/actionrunner/blob/main/docs/guides/actionloop.md
require 'json'

source, name = ARGV
# Where the action and its processes do not find them.
requests = $stdin.dup
answers = IO.for_fd(3, 'w').dup
IO.for_fd(3).close
$stdin.reopen(File::NULL)
[$stdout, $stderr].each { |stream| stream.sync = true }
[requests, answers].each { |channel| channel.set_encoding('UTF-8') }

# The fields of a message besides its value are variables, until the next message. Those of the init are removed by the first one.
before = JSON.parse(ENV.delete('ACTIONRUNNER_INIT_CONTEXT') || '{}')
set_context = lambda do |fields|
  ENV.update(before)
  before.clear
  fields.each do |field, content|
    variable = "__OW_#{field.upcase}"
    text = content.is_a?(String) ? content : JSON.generate(content)
    next if variable.match?(/[=\0]/) || text.include?("\0") # cannot be a variable; the runtime has logged that

    before[variable] = ENV[variable]
    ENV[variable] = text
  end
end

invoke = lambda do |args|
  JSON.generate(send(name, args), max_nesting: 0)
rescue StandardError => error
  warn error.full_message(highlight: false)
  JSON.generate(error: error.message)
end

load source
abort "The action has no function named #{name}." unless respond_to?(name, true)
answer = lambda do |line|
  answers.puts line
  answers.flush
end
answer.call '{"ok":true}'

requests.each_line do |line|
  message = JSON.parse(line, max_nesting: false)
  args = message.key?('value') ? message.delete('value') : {}
  set_context.call message
  answer.call invoke.call(args)
end
