# Never acknowledges. An exception is written to stdout, and its message is an application error.
require 'json'

def main(value)
  case value['do']
  when 'echo' then { integer: value['integer'], float: value['float'], empty: value['empty'] }
  when 'null' then nil
  when 'list' then [1, 2]
  when 'nan' then { number: Float::NAN }
  when 'throw' then raise 'a "quoted" message'
  when 'exit' then exit
  else {}
  end
end

results = IO.new(3, 'w')
results.sync = true
while (line = $stdin.gets)
  begin
    result = main(JSON.parse(line)['value'])
  rescue StandardError => error
    puts error.full_message(highlight: false)
    result = { error: error.message }
  end
  results.puts(JSON.generate(result))
end
