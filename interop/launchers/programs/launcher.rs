// Never acknowledges. An error is put between quotes as it is, and is followed by an empty line.
use serde_json::{json, Value};
use std::fs::File;
use std::io::{stdin, BufRead, Write};
use std::os::fd::FromRawFd;

fn run(value: &Value) -> Result<Value, String> {
    Ok(match value["do"].as_str() {
        Some("echo") => json!({"integer": value["integer"], "float": value["float"], "empty": value["empty"]}),
        Some("null") => Value::Null,
        Some("list") => json!([1, 2]),
        Some("nan") => json!({"number": f64::NAN}),
        Some("throw") => return Err("a \"quoted\" message".to_string()),
        Some("exit") => std::process::exit(0),
        _ => json!({}),
    })
}

fn main() {
    let mut results = unsafe { File::from_raw_fd(3) };
    for line in stdin().lock().lines() {
        let message: Value = serde_json::from_str(&line.unwrap()).unwrap();
        match run(&message["value"]) {
            Ok(result) => writeln!(results, "{result}").unwrap(),
            Err(error) => writeln!(results, "{{\"error\": \"{error}\"}}\n").unwrap(),
        }
    }
}
