# Gets the parameters of each activation, and returns its result. What it prints is logged.
def main(args)
  name = args.fetch('name', 'stranger')
  warn "greeting #{name}"
  { message: "Hello, #{name}!" }
end
