use flipper4 as _;

include!("../metadata.rs");
