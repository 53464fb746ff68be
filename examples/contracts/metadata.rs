// Prints the metadata of an ink! 4 or 5 contract as JSON. Each contract includes this text in its `metadata.rs`, a host
// program, after naming the contract's crate (which links it in); build.sh makes the `.contract` bundle from it.

extern "Rust" {
    // Defined by `#[ink::contract]`; the type must match the ink! version, the linker does not check it.
    fn __ink_generate_metadata() -> ink::metadata::InkProject;
}

fn main() {
    let metadata = unsafe { __ink_generate_metadata() };
    println!("{}", serde_json::to_string(&metadata).expect("metadata is plain data"));
}
