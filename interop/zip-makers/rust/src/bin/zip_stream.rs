//! Packs files with the crate zip into a stream, with the modes of the files.
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt;
use zip::write::{SimpleFileOptions, ZipWriter};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let mut writer = ZipWriter::new_stream(File::create(&arguments[1])?);
    for name in &arguments[2..] {
        let options = SimpleFileOptions::default().unix_permissions(fs::metadata(name)?.permissions().mode());
        writer.start_file(name.as_str(), options)?;
        io::copy(&mut File::open(name)?, &mut writer)?;
    }
    writer.finish()?;
    Ok(())
}
