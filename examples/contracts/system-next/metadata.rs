use system_next as _;

include!("../metadata.rs");
