// Prints the contract's metadata as JSON; `phala contract build` makes the .contract bundle from it.
use {{crate}} as _;

extern "Rust" {
    // Defined by `#[ink::contract]`.
    fn __ink_generate_metadata() -> {{metadata}};
}

fn main() {
    let metadata = unsafe { __ink_generate_metadata() };
    println!("{}", serde_json::to_string(&metadata).expect("metadata is plain data"));
}
