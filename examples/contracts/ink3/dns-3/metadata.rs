//! Prints the metadata of the contract as JSON, in the form of ink! 3; see ../../metadata.rs.
use dns_3 as _;

extern "Rust" {
    fn __ink_generate_metadata() -> ink_metadata::MetadataVersioned;
}

fn main() {
    let metadata = unsafe { __ink_generate_metadata() };
    println!("{}", serde_json::to_string(&metadata).expect("metadata is plain data"));
}
