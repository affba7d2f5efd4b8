//! Packs files of the current folder with the crate async_zip, each as a stream.
use async_zip::tokio::write::ZipFileWriter;
use async_zip::{Compression, ZipEntryBuilder};
use std::os::unix::fs::PermissionsExt;
use tokio::io::AsyncWriteExt;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let mut file = tokio::fs::File::create(&arguments[1]).await?;
    let mut writer = ZipFileWriter::with_tokio(&mut file);
    for name in &arguments[2..] {
        let mode = std::fs::metadata(name)?.permissions().mode();
        let entry = ZipEntryBuilder::new(name.clone().into(), Compression::Deflate).unix_permissions(mode as u16);
        let mut stream = writer.write_entry_stream(entry).await?;
        futures_lite::io::AsyncWriteExt::write_all(&mut stream, &std::fs::read(name)?).await?;
        stream.close().await?;
    }
    writer.close().await?;
    file.flush().await?;
    Ok(())
}
