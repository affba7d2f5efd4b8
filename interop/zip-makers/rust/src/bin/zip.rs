//! Packs a folder with the crate zip, with the modes of the files.
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use zip::write::{SimpleFileOptions, ZipWriter};

fn add(writer: &mut ZipWriter<File>, root: &Path, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut paths: Vec<_> = fs::read_dir(folder)?.map(|entry| entry.map(|each| each.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths {
        let status = fs::symlink_metadata(&path)?;
        let options = SimpleFileOptions::default().unix_permissions(status.permissions().mode());
        let name = path.strip_prefix(root)?;
        if status.is_symlink() {
            writer.add_symlink_from_path(name, fs::read_link(&path)?, options)?;
        } else if status.is_dir() {
            writer.add_directory_from_path(name, options)?;
            add(writer, root, &path)?;
        } else {
            writer.start_file_from_path(name, options)?;
            io::copy(&mut File::open(&path)?, writer)?;
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let mut writer = ZipWriter::new(File::create(&arguments[2])?);
    add(&mut writer, Path::new(&arguments[1]), Path::new(&arguments[1]))?;
    writer.finish()?;
    Ok(())
}
