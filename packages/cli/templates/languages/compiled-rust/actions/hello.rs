// The parameters are on stdin, and in the last argument if they are not too long. The last line of stdout is the result.
fn main() {
    let text = std::io::read_to_string(std::io::stdin()).unwrap();
    let name = text.split("\"name\"").nth(1).and_then(|rest| rest.split('"').nth(1)).unwrap_or("stranger");
    eprintln!("greeting {name}"); // everything else is logged
    println!(r#"{{"message": "Hello, {name}!"}}"#);
}
