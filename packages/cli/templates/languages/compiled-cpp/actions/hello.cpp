// The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result.
#include <iostream>
#include <iterator>
#include <regex>
#include <string>

int main() {
  std::string in(std::istreambuf_iterator<char>(std::cin), {});
  std::smatch found;
  std::string name = "stranger";
  if (std::regex_search(in, found, std::regex(R"re("name"\s*:\s*"([^"]*)")re"))) name = found[1];
  std::cerr << "greeting " << name << std::endl; // everything else is logged
  std::cout << R"({"message": "Hello, )" << name << R"(!"})" << std::endl;
}
