// The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result.
#include <iostream>
#include <iterator>
#include <string>

int main() {
  std::string in(std::istreambuf_iterator<char>(std::cin), {});
  std::string name = "stranger";
  const auto key = in.find("\"name\""); // a library for JSON finds members more reliably
  if (key != std::string::npos) {
    const auto start = in.find('"', in.find(':', key)) + 1;
    name = in.substr(start, in.find('"', start) - start);
  }
  std::cerr << "greeting " << name << std::endl; // everything else is logged
  std::cout << R"({"message": "Hello, )" << name << R"(!"})" << std::endl;
}
