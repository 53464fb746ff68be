use flipper5 as _;

include!("../metadata.rs");
